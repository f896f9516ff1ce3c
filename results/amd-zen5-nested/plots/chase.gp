# Run with: gnuplot chase.gp (in this folder)
set encoding utf8
do for [kind in "svg png"] {
if (kind eq "svg") { set terminal svg size 1000,640 font "DejaVu Sans,13" background "white" noenhanced } \
else { set terminal pngcairo size 1000,640 font "DejaVu Sans,11" background "white" noenhanced }
set output "chase.".kind
set title "Dependent load over the working set\nAMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM"
set logscale x 2
set logscale y 10
set xlabel "working set (bytes)"
set ylabel "ns per load (median; bars: 10th to 90th percentile)"
set key top left reverse Left samplen 3 spacing 1.15 opaque
set grid lc rgb "#dddddd"
set border 3
set tics nomirror
set xtics ("16K" 16384, "64K" 65536, "256K" 262144, "1M" 1048576, "4M" 4194304, "16M" 16777216, "64M" 67108864, "256M" 268435456, "1G" 1073741824, "4G" 4294967296, "16G" 17179869184, "64G" 68719476736)
plot "chase-spt-4K.dat" using ($1*0.901):2:3:4 with yerrorlines lc rgb "#0072B2" dt 1 pt 7 lw 1.6 ps 0.8 title "spt, 4K guest pages", \
  "chase-spt-2M.dat" using ($1*0.940):2:3:4 with yerrorlines lc rgb "#0072B2" dt 2 pt 4 lw 1.6 ps 0.8 title "spt, 2M guest pages", \
  "chase-kvm-spt-4K.dat" using ($1*0.979):2:3:4 with yerrorlines lc rgb "#D55E00" dt 1 pt 7 lw 1.6 ps 0.8 title "kvm-spt, 4K guest pages", \
  "chase-kvm-spt-2M.dat" using ($1*1.021):2:3:4 with yerrorlines lc rgb "#D55E00" dt 2 pt 4 lw 1.6 ps 0.8 title "kvm-spt, 2M guest pages", \
  "chase-native-4K.dat" using ($1*1.064):2:3:4 with yerrorlines lc rgb "#009E73" dt 1 pt 7 lw 1.6 ps 0.8 title "native, 4K guest pages"
}
set output
