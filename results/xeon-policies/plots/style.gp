# What all plots of this folder share; after a change run gnuplot on the .gp files again
set encoding utf8
set style fill solid 0.85 noborder
set errorbars small
set grid lc rgb "#dddddd" lw 0.7
set tics nomirror

# A line type for each MMU mode
set linetype 1 lc rgb "#0072B2" pt 7 # spt
set linetype 2 lc rgb "#D55E00" pt 5 # ept
set linetype 3 lc rgb "#009E73" pt 9 # kvm-spt
set linetype 4 lc rgb "#000000" pt 13 # native
set linetype 5 lc rgb "#999999" pt 2 # null
set linetype 6 lc rgb "#E69F00" pt 11 # modes with a policy, in turn
set linetype 7 lc rgb "#56B4E9" pt 6 # modes with a policy, in turn
set linetype 8 lc rgb "#CC79A7" pt 4 # modes with a policy, in turn
set linetype 9 lc rgb "#882255" pt 8 # modes with a policy, in turn
set linetype 10 lc rgb "#7A6A00" pt 10 # modes with a policy, in turn
set linetype 11 lc rgb "#332288" pt 12 # modes with a policy, in turn
set linetype 12 lc rgb "#117733" pt 14 # modes with a policy, in turn
set linetype 13 lc rgb "#AA4499" pt 15 # modes with a policy, in turn
set linetype 14 lc rgb "#661100" pt 1 # modes with a policy, in turn
set linetype 15 lc rgb "#44AA99" pt 3 # modes with a policy, in turn
set linetype 16 lc rgb "#DDAA33" pt 8 # modes with a policy, in turn
