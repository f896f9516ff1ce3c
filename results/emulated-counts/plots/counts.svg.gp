set terminal svg noenhanced size 1100,520 background rgb 'white'
set output "counts.svg"
set title "What an operation costs in exits (KVM) or traps (spt): counts on emulated hardware, no times"
set ylabel "exits or traps per operation"
set style fill solid 0.85 noborder
set boxwidth 0.15
set key outside top center horizontal samplen 1.5
set grid ytics lc rgb "#dddddd"
set border 3
set tics nomirror
set yrange [0:*]
set xrange [-0.6:9 - 0.4]
set xtics ("syscall" 0, "exception" 1, "page fault" 2, "PTE edit" 3, "PDE edit" 4, "CR3 load" 5, "invlpg" 6, "cold page" 7, "warm page" 8)
plot "ept.dat" with boxes title "ept: true EPT", "npt.dat" with boxes title "ept: true NPT", \
    "ept0.dat" with boxes title "kvm-spt: kvm_intel ept=0", "npt0.dat" with boxes title "kvm-spt: kvm_amd npt=0", \
    "spt.dat" with boxes title "spt"
