# Run with: gnuplot cdf-spaces-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-3.dat"
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
if (!text) { set output "cdf-spaces-3.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 11,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "movcr3 burst spaces=4 touch=0" font note offset 0,-0.6
set xrange [111.554:230.785]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("126 ns" 125.923, "160 ns" 160.453, "204 ns" 204.45)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "movcr3 switch spaces=8 touch=0" font note offset 0,-0.6
set xrange [9934.98:18099.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.0 µs" 10979.5, "13.4 µs" 13409.6, "16.4 µs" 16377.6)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=0" font note offset 0,-0.6
set xrange [2675.15:5118.25]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.98 µs" 2980.64, "3.70 µs" 3700.28, "4.59 µs" 4593.66)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=0" font note offset 0,-0.6
set xrange [110.887:265.05]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("128 ns" 128.22, "171 ns" 171.437, "229 ns" 229.221)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=8 touch=16" font note offset 0,-0.6
set xrange [9959.01:19177.6]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.1 µs" 11108.3, "13.8 µs" 13819.9, "17.2 µs" 17193.5)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=16" font note offset 0,-0.6
set xrange [2740.44:5118.01]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.04 µs" 3041.13, "3.75 µs" 3745.08, "4.61 µs" 4611.98)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=16" font note offset 0,-0.6
set xrange [112.185:217.981]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("125 ns" 125.319, "156 ns" 156.378, "195 ns" 195.136)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=8 touch=64" font note offset 0,-0.6
set xrange [10255.9:25234.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.9 µs" 11916.4, "16.1 µs" 16087.4, "21.7 µs" 21718.4)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=64" font note offset 0,-0.6
set xrange [2676.1:5348.33]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.00 µs" 3003.46, "3.78 µs" 3783.21, "4.77 µs" 4765.4)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=64" font note offset 0,-0.6
set xrange [110.057:220.857]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("124 ns" 123.604, "156 ns" 155.906, "197 ns" 196.651)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=16 touch=0" font note offset 0,-0.6
set xrange [9978.16:19708.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.2 µs" 11176.8, "14.0 µs" 14023.5, "17.6 µs" 17595.2)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
