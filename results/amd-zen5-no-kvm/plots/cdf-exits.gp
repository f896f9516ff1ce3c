# Run with: gnuplot cdf-exits.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-exits.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-exits.dat"
load "style.gp"
do for [kind in kinds] {
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-exits.".kind }
if (text) { set title "How the times are distributed: Leaving the guest"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Leaving the guest" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 7,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "callret" font note offset 0,-0.6
set xrange [1.05481:2.60777]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.23 ns" 1.22656, "1.66 ns" 1.65852, "2.24 ns" 2.24261)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "cpuid burst" font note offset 0,-0.6
set xrange [6159.85:10833.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("6.77 µs" 6767.61, "8.17 µs" 8168.94, "9.86 µs" 9860.44)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "cpuid" font note offset 0,-0.6
set xrange [6023.04:9431.33]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.49 µs" 6490.46, "7.54 µs" 7536.93, "8.75 µs" 8752.12)
plot data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "out" font note offset 0,-0.6
set xrange [3178.52:21132.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.36 µs" 4358.6, "8.20 µs" 8195.79, "15.4 µs" 15411.1)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "out burst" font note offset 0,-0.6
set xrange [316.696:1406.06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("406 ns" 406.01, "667 ns" 667.304, "1.10 µs" 1096.76)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "syscall" font note offset 0,-0.6
set xrange [891.319:6241.91]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.23 µs" 1232.86, "2.36 µs" 2358.72, "4.51 µs" 4512.7)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "divzero" font note offset 0,-0.6
set xrange [6240.51:19483.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.54 µs" 7544.43, "11.0 µs" 11026.5, "16.1 µs" 16115.8)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
