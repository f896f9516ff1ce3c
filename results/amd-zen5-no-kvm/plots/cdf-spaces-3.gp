# Run with: gnuplot cdf-spaces-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-3.dat"
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
if (!text) { set output "cdf-spaces-3.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set xrange [142.885:307.351]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("162 ns" 162.341, "210 ns" 209.561, "271 ns" 270.516)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "movcr3 switch spaces=8 touch=0" font note offset 0,-0.6
set xrange [10268.7:21411.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.6 µs" 11606.5, "14.8 µs" 14827.8, "18.9 µs" 18943.2)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=0" font note offset 0,-0.6
set xrange [2862.79:5852.18]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.23 µs" 3225.1, "4.09 µs" 4093.11, "5.19 µs" 5194.73)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=0" font note offset 0,-0.6
set xrange [143.99:282.205]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("161 ns" 161.079, "202 ns" 201.581, "252 ns" 252.267)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=8 touch=16" font note offset 0,-0.6
set xrange [10347.2:23378.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.9 µs" 11852.8, "15.6 µs" 15553.2, "20.4 µs" 20408.7)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=16" font note offset 0,-0.6
set xrange [2838.63:5884.95]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.21 µs" 3205.39, "4.09 µs" 4087.2, "5.21 µs" 5211.59)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=16" font note offset 0,-0.6
set xrange [142.915:310.366]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("163 ns" 162.634, "211 ns" 210.609, "273 ns" 272.736)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=8 touch=64" font note offset 0,-0.6
set xrange [10604.8:22206.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("12.0 µs" 11995, "15.3 µs" 15345.9, "19.6 µs" 19633)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=8 touch=64" font note offset 0,-0.6
set xrange [2785.71:5699.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.14 µs" 3138.76, "3.98 µs" 3984.75, "5.06 µs" 5058.77)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=8 touch=64" font note offset 0,-0.6
set xrange [140.461:291.344]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("159 ns" 158.622, "202 ns" 202.293, "258 ns" 257.987)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=16 touch=0" font note offset 0,-0.6
set xrange [10233.2:23859.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.8 µs" 11783.9, "15.6 µs" 15625.7, "20.7 µs" 20720)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
