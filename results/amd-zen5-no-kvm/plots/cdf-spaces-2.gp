# Run with: gnuplot cdf-spaces-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-2.dat"
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
if (!text) { set output "cdf-spaces-2.".kind }
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
set title "movcr3 switch spaces=2 touch=0" font note offset 0,-0.6
set xrange [5679.77:12598.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("6.49 µs" 6486.25, "8.46 µs" 8458.99, "11.0 µs" 11031.7)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "movcr3 same spaces=2 touch=0" font note offset 0,-0.6
set xrange [2702.48:4993.54]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.99 µs" 2993.67, "3.67 µs" 3673.55, "4.51 µs" 4507.83)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=0" font note offset 0,-0.6
set xrange [112.176:211.094]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("125 ns" 124.641, "154 ns" 153.882, "190 ns" 189.982)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=2 touch=16" font note offset 0,-0.6
set xrange [7439.74:11871]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.04 µs" 8042.28, "9.40 µs" 9397.72, "11.0 µs" 10981.6)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=2 touch=16" font note offset 0,-0.6
set xrange [2712.71:5026.78]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.01 µs" 3006.43, "3.69 µs" 3692.72, "4.54 µs" 4535.68)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=16" font note offset 0,-0.6
set xrange [112.855:209.288]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("125 ns" 125.091, "154 ns" 153.685, "189 ns" 188.817)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=2 touch=64" font note offset 0,-0.6
set xrange [7825.3:13142.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.53 µs" 8531.61, "10.1 µs" 10141.2, "12.1 µs" 12054.5)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=2 touch=64" font note offset 0,-0.6
set xrange [2742.03:5061.22]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.04 µs" 3036.94, "3.73 µs" 3725.32, "4.57 µs" 4569.74)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=64" font note offset 0,-0.6
set xrange [110.073:217.202]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("123 ns" 123.276, "155 ns" 154.623, "194 ns" 193.94)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=4 touch=0" font note offset 0,-0.6
set xrange [9940.4:18000.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("11.0 µs" 10974.5, "13.4 µs" 13376.7, "16.3 µs" 16304.7)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=4 touch=0" font note offset 0,-0.6
set xrange [2715.27:5389.25]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.04 µs" 3043.91, "3.83 µs" 3825.34, "4.81 µs" 4807.39)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
