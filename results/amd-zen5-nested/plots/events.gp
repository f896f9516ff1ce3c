# Run with: gnuplot events.gp (in this folder)
set encoding utf8
do for [kind in "svg png"] {
if (kind eq "svg") { set terminal svg size 1088,3063 font "DejaVu Sans,13" background "white" noenhanced } \
else { set terminal pngcairo size 1088,3063 font "DejaVu Sans,11" background "white" noenhanced }
set output "events.".kind
set title "Cost of an event by MMU mode\nAMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM"
set xlabel "ns per operation (median; bars: 10th to 90th percentile)"
set style fill solid 0.85 noborder
set key outside top left horizontal samplen 1.5
set grid xtics lc rgb "#dddddd"
set border 1
set tics nomirror
set yrange [-78.6:0.6]
set logscale x 10
set format x "%g"
set xrange [0.1:*]
set ytics ("walk load_4k" -0, "walk load_2m" -1, "walk" -2, "walk load_4k bytes=64M" -3, "walk load_2m bytes=64M" -4, "walk bytes=64M" -5, "walk load_4k bytes=128M" -6, "walk load_2m bytes=128M" -7, "walk bytes=128M" -8, "gups update" -9, "gups update page=2M" -10, "hash hit" -11, "hash miss" -12, "hash hit page=2M" -13, "hash miss page=2M" -14, "btree lookup" -15, "btree lookup page=2M" -16, "bfs edge" -17, "bfs edge page=2M" -18, "mixed miss" -19, "mixed miss edits=1" -20, "mixed miss edits=10" -21, "mixed miss edits=100" -22, "callret" -23, "cpuid" -24, "cpuid burst" -25, "out" -26, "out burst" -27, "syscall" -28, "divzero" -29, "pgfault" -30, "pgfault ram=cold" -31, "protfault" -32, "appel appel1" -33, "appel appel2" -34, "fork" -35, "fork fork_write" -36, "fork cow" -37, "fork reuse" -38, "churn" -39, "churn untouched" -40, "flush cr3" -41, "flush cr3_global" -42, "flush pge" -43, "flush bare" -44, "adbits set" -45, "adbits accessed" -46, "adbits dirty" -47, "adbits both" -48, "hidden cold" -49, "hidden warm" -50, "hidden cold ram=cold" -51, "hidden warm ram=cold" -52, "hidden cold order=1 frames=1" -53, "hidden warm order=1 frames=1" -54, "ptemod rewrite" -55, "ptemod noaccess" -56, "ptemod perm" -57, "ptemod nonleaf" -58, "ptemod untracked" -59, "ptemod store" -60, "ptemod burst" -61, "ptemod batch" -62, "invlpg unmapped" -63, "invlpg mapped" -64, "invlpg touched" -65, "invlpg burst" -66, "movcr3 switch" -67, "movcr3 same" -68, "movcr3 burst" -69, "movcr3 switch touch=16" -70, "movcr3 same touch=16" -71, "movcr3 burst touch=16" -72, "movcr3 switch spaces=8" -73, "movcr3 same spaces=8" -74, "movcr3 burst spaces=8" -75, "movcr3 switch spaces=32 touch=16" -76, "movcr3 same spaces=32 touch=16" -77, "movcr3 burst spaces=32 touch=16" -78)
plot "events-spt.dat" using 2:(-$1):(0.1):2:(-$1-0.133):(-$1+0.133) with boxxyerror lc rgb "#0072B2" title "spt", \
  "events-spt.dat" using ($3>0.1?$3:0.1):(-$1):($4-($3>0.1?$3:0.1)):(0) with vectors heads size graph 0.0015,90 lc rgb "#222222" notitle, \
  "events-kvm-spt.dat" using 2:(-$1):(0.1):2:(-$1-0.133):(-$1+0.133) with boxxyerror lc rgb "#D55E00" title "kvm-spt", \
  "events-kvm-spt.dat" using ($3>0.1?$3:0.1):(-$1):($4-($3>0.1?$3:0.1)):(0) with vectors heads size graph 0.0015,90 lc rgb "#222222" notitle, \
  "events-native.dat" using 2:(-$1):(0.1):2:(-$1-0.133):(-$1+0.133) with boxxyerror lc rgb "#009E73" title "native", \
  "events-native.dat" using ($3>0.1?$3:0.1):(-$1):($4-($3>0.1?$3:0.1)):(0) with vectors heads size graph 0.0015,90 lc rgb "#222222" notitle
}
set output
