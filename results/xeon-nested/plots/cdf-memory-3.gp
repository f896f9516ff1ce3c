# Run with: gnuplot cdf-memory-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-3.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-memory-3.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9681 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9043 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "dirtylog write page=4K" font note offset 0,-0.6
set xrange [18.5675:239.382]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("28.4 ns" 28.4322, "66.7 ns" 66.6688, "156 ns" 156.328)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "dirtylog enable page=2M" font note offset 0,-0.6
set xrange [41.9343:242.223]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("56.2 ns" 56.1708, "101 ns" 100.784, "181 ns" 180.831)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog first page=2M" font note offset 0,-0.6
set xrange [3900.77:29595.1]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.47 µs" 5468, "10.7 µs" 10744.5, "21.1 µs" 21112.6)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog again page=2M" font note offset 0,-0.6
set xrange [18.5812:166.83]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("26.8 ns" 26.7881, "55.7 ns" 55.6768, "116 ns" 115.72)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog get page=2M" font note offset 0,-0.6
set xrange [4.70331:117.933]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.05 ns" 8.04654, "23.6 ns" 23.5516, "68.9 ns" 68.9335)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog clear page=2M" font note offset 0,-0.6
set xrange [40.5696:371.091]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("58.7 ns" 58.6697, "123 ns" 122.699, "257 ns" 256.606)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog rewrite page=2M" font note offset 0,-0.6
set xrange [3904.15:25803.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.35 µs" 5348.34, "10.0 µs" 10037, "18.8 µs" 18836.2)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog disable page=2M" font note offset 0,-0.6
set xrange [3.39903:271.632]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.05 ns" 7.05438, "30.4 ns" 30.3856, "131 ns" 130.881)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog write page=2M" font note offset 0,-0.6
set xrange [18.5578:123.609]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("25.5 ns" 25.4554, "47.9 ns" 47.8947, "90.1 ns" 90.1146)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
