# Run with: gnuplot cdf-memory.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory.dat"
load "style.gp"
do for [kind in kinds] {
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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set xrange [9290.74:19943.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.6 µs" 10552.2, "13.6 µs" 13612.2, "17.6 µs" 17559.6)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "mmio read" font note offset 0,-0.6
set xrange [8563.66:28701.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("10.5 µs" 10476.1, "15.7 µs" 15677.8, "23.5 µs" 23462.2)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "rom read" font note offset 0,-0.6
set xrange [0.273596:0.706207]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.32 ns" 0.32044, "0.44 ns" 0.439562, "0.60 ns" 0.602969)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "rom write" font note offset 0,-0.6
set xrange [9359.53:22822.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.9 µs" 10858.5, "14.6 µs" 14615.3, "19.7 µs" 19671.7)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "alias one" font note offset 0,-0.6
set xrange [0.774133:2.12249]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("0.92 ns" 0.915842, "1.28 ns" 1.28183, "1.79 ns" 1.79408)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias two" font note offset 0,-0.6
set xrange [0.80223:2.11331]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.94 ns" 0.942778, "1.30 ns" 1.30206, "1.80 ns" 1.79826)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias fill" font note offset 0,-0.6
set xrange [4171.61:11007.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.90 µs" 4903.8, "6.78 µs" 6776.25, "9.36 µs" 9363.67)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "slots cycle" font note offset 0,-0.6
set xrange [568144:2.50836e+06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("728 µs" 727691, "1.19 ms" 1.19378e+06, "1.96 ms" 1.9584e+06)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "slots touched" font note offset 0,-0.6
set xrange [827457:2.41157e+06]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("989 µs" 988943, "1.41 ms" 1.41261e+06, "2.02 ms" 2.01778e+06)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
set title "slots bystander" font note offset 0,-0.6
set xrange [1.15362e+06:2.04017e+06]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.27 ms" 1.26862e+06, "1.53 ms" 1.53414e+06, "1.86 ms" 1.85524e+06)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
