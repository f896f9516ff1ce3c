# Run with: gnuplot cdf-spaces-4.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-4.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-4.dat"
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
if (!text) { set output "cdf-spaces-4.".kind }
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
set title "movcr3 same spaces=16 touch=0" font note offset 0,-0.6
set xrange [2727.02:5278.84]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.04 µs" 3044.37, "3.79 µs" 3794.15, "4.73 µs" 4728.58)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "movcr3 burst spaces=16 touch=0" font note offset 0,-0.6
set xrange [110.895:235.691]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("126 ns" 125.743, "162 ns" 161.669, "208 ns" 207.86)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=0" font note offset 0,-0.6
set xrange [10871:27171.3]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("12.7 µs" 12664.2, "17.2 µs" 17186.6, "23.3 µs" 23324)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=0" font note offset 0,-0.6
set xrange [2689.24:5336.08]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.01 µs" 3014.59, "3.79 µs" 3788.14, "4.76 µs" 4760.18)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=0" font note offset 0,-0.6
set xrange [110.126:220.065]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("124 ns" 123.594, "156 ns" 155.675, "196 ns" 196.083)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=16" font note offset 0,-0.6
set xrange [11413:28388.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.3 µs" 13284.9, "18.0 µs" 18000, "24.4 µs" 24388.6)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=16" font note offset 0,-0.6
set xrange [2705.46:5732.87]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.07 µs" 3066.18, "3.94 µs" 3938.29, "5.06 µs" 5058.45)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=16" font note offset 0,-0.6
set xrange [112.155:237.536]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("127 ns" 127.098, "163 ns" 163.221, "210 ns" 209.61)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=32 touch=64" font note offset 0,-0.6
set xrange [12031.7:27264.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("13.8 µs" 13789.2, "18.1 µs" 18111.9, "23.8 µs" 23789.6)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=32 touch=64" font note offset 0,-0.6
set xrange [2724.3:5343.87]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.05 µs" 3048.05, "3.82 µs" 3815.54, "4.78 µs" 4776.27)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=32 touch=64" font note offset 0,-0.6
set xrange [112.021:220.932]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("125 ns" 125.447, "157 ns" 157.318, "197 ns" 197.287)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
