# Run with: gnuplot cdf-memory.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,880 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,880 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.80in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-memory.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 10,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "mmio write" font note offset 0,-0.6
set xrange [9366.67:23514.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.9 µs" 10919.7, "14.8 µs" 14840.9, "20.2 µs" 20170.1)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "mmio read" font note offset 0,-0.6
set xrange [9441.47:33775.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.7 µs" 11676.1, "17.9 µs" 17857.5, "27.3 µs" 27311.1)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "rom read" font note offset 0,-0.6
set xrange [0.261022:0.627789]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.30 ns" 0.302134, "0.40 ns" 0.404805, "0.54 ns" 0.542364)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "rom write" font note offset 0,-0.6
set xrange [8841.09:24383]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.5 µs" 10469.7, "14.7 µs" 14682.4, "20.6 µs" 20590.1)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "alias one" font note offset 0,-0.6
set xrange [0.772907:1.9318]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("0.90 ns" 0.900395, "1.22 ns" 1.22192, "1.66 ns" 1.65827)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias two" font note offset 0,-0.6
set xrange [0.79425:1.96526]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.92 ns" 0.923707, "1.25 ns" 1.24936, "1.69 ns" 1.68983)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias fill" font note offset 0,-0.6
set xrange [3932.64:9615.18]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.56 µs" 4564.53, "6.15 µs" 6149.23, "8.28 µs" 8284.09)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "slots cycle" font note offset 0,-0.6
set xrange [8108.07:25167.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("9.79 µs" 9792.72, "14.3 µs" 14284.8, "20.8 µs" 20837.6)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "slots touched" font note offset 0,-0.6
set xrange [277799:1.01783e+06]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("345 µs" 344922, "532 µs" 531745, "820 µs" 819756)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
set title "slots bystander" font note offset 0,-0.6
set xrange [8301.67:23917.2]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("9.90 µs" 9902.76, "14.1 µs" 14090.9, "20.1 µs" 20050.3)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
