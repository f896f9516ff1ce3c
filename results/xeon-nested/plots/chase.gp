# Run with: gnuplot chase.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' chase.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "chase.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,640 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,640 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.40in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "chase.".kind }
if (text) { set title "Latency of a load over the working set"; set key outside top center horizontal }
if (!text) {
  set label 901 "Latency of a load over the working set" at screen 0.015, screen 0.9656 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9328 left font note tc rgb "#666666"
  set tmargin at screen 0.8375
  set key at screen 0.015, screen 0.9125 left top horizontal Left reverse samplen 2
}
set arrow from first 49152, graph 0 to first 49152, graph 1.000 nohead back dt 1 lc rgb "#888888"
set label "L1d 48K" at first 49152, graph 0.980 right offset -0.4,0 font small tc rgb "#555555"
set arrow from first 2097152, graph 0 to first 2097152, graph 1.000 nohead back dt 1 lc rgb "#888888"
set label "L2 2M" at first 2097152, graph 0.980 right offset -0.4,0 font small tc rgb "#555555"
set arrow from first 314572800, graph 0 to first 314572800, graph 1.000 nohead back dt 1 lc rgb "#888888"
set label "L3 300M" at first 314572800, graph 0.980 right offset -0.4,0 font small tc rgb "#555555"
set logscale x 2
set logscale y 10
set xlabel "working set"
set ylabel "time per load (median; bars: 10th to 90th percentile)"
set xrange [10240:429496730]
set yrange [1.118:1310]
set border 3
set xtics ("4K" 4096, "16K" 16384, "64K" 65536, "256K" 262144, "1M" 1048576, "4M" 4194304, "16M" 16777216, "64M" 67108864, "256M" 268435456, "1G" 1073741824, "4G" 4294967296, "16G" 17179869184, "64G" 68719476736, "256G" 274877906944, "1024G" 1099511627776)
set ytics ("10 ns" 10, "100 ns" 100, "1 µs" 1000)
plot data index 0 using ($1*0.8706):2:3:4 with yerrorlines lt 1 dt 1 lw 1.6 ps 0.8  title "spt, 4K pages", \
  data index 1 using ($1*0.9659):2:3:4 with yerrorlines lt 1 dt 2 lw 1.6 ps 0.8 pt 6  title "spt, 2M pages", \
  data index 2 using ($1*1.0718):2:3:4 with yerrorlines lt 1 dt 3 lw 1.6 ps 0.8 pt 6  title "spt, 1G pages", \
  data index 3 using ($1*0.9013):2:3:4 with yerrorlines lt 3 dt 1 lw 1.6 ps 0.8  title "kvm-spt, 4K pages", \
  data index 4 using ($1*1.0000):2:3:4 with yerrorlines lt 3 dt 2 lw 1.6 ps 0.8 pt 6  title "kvm-spt, 2M pages", \
  data index 5 using ($1*0.9330):2:3:4 with yerrorlines lt 4 dt 1 lw 1.6 ps 0.8  title "native, 4K pages"
}
set output
