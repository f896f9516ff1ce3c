# Run with: gnuplot cdf-spaces-4.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-4.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-4.dat"
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
if (!text) { set output "cdf-spaces-4.".kind }
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
set title "movcr3 same spaces=16 touch=0" font note offset 0,-0.6
set xrange [2765.08:5894.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.14 µs" 3136.84, "4.04 µs" 4037.03, "5.20 µs" 5195.56)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "movcr3 burst spaces=16 touch=0" font note offset 0,-0.6
set xrange [142.597:286.579]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("160 ns" 160.189, "202 ns" 202.152, "255 ns" 255.107)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=0" font note offset 0,-0.6
set xrange [10991.3:26748.2]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("12.7 µs" 12747.5, "17.1 µs" 17146.4, "23.1 µs" 23063.3)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=0" font note offset 0,-0.6
set xrange [2812:6141.63]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.20 µs" 3203.03, "4.16 µs" 4155.75, "5.39 µs" 5391.86)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=0" font note offset 0,-0.6
set xrange [140.661:273.308]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("157 ns" 157.128, "196 ns" 196.071, "245 ns" 244.666)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=16" font note offset 0,-0.6
set xrange [11666.8:30721.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.7 µs" 13709.8, "18.9 µs" 18932, "26.1 µs" 26143.3)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=16" font note offset 0,-0.6
set xrange [2838.14:5780.47]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.20 µs" 3195.38, "4.05 µs" 4050.41, "5.13 µs" 5134.22)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=16" font note offset 0,-0.6
set xrange [141.711:287.892]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("159 ns" 159.481, "202 ns" 201.984, "256 ns" 255.815)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=64" font note offset 0,-0.6
set xrange [12297.7:35298.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("14.7 µs" 14660.4, "20.8 µs" 20834.9, "29.6 µs" 29609.9)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=64" font note offset 0,-0.6
set xrange [2837.42:5722.81]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.19 µs" 3189.36, "4.03 µs" 4029.64, "5.09 µs" 5091.29)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=64" font note offset 0,-0.6
set xrange [139.864:287.35]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("158 ns" 157.697, "200 ns" 200.474, "255 ns" 254.855)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
