# Run with: gnuplot cdf-tables-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables-2.dat"
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
if (!text) { set output "cdf-tables-2.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "ptecold leaf" font note offset 0,-0.6
set xrange [2045.6:5818.17]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.43 µs" 2434.9, "3.45 µs" 3449.88, "4.89 µs" 4887.93)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptecold perm" font note offset 0,-0.6
set xrange [1203.78:5946.34]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.57 µs" 1570.96, "2.68 µs" 2675.46, "4.56 µs" 4556.51)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptecold nonleaf" font note offset 0,-0.6
set xrange [2552.85:5086.88]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.86 µs" 2863.71, "3.60 µs" 3603.61, "4.53 µs" 4534.68)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptecold unseen" font note offset 0,-0.6
set xrange [2565.29:4959.85]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.86 µs" 2863.24, "3.57 µs" 3566.99, "4.44 µs" 4443.72)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptecold unseen_pde" font note offset 0,-0.6
set xrange [2569.06:5110.87]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.88 µs" 2881.11, "3.62 µs" 3623.55, "4.56 µs" 4557.3)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg unmapped" font note offset 0,-0.6
set xrange [2503.09:5523.43]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.86 µs" 2856.05, "3.72 µs" 3718.29, "4.84 µs" 4840.83)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg mapped" font note offset 0,-0.6
set xrange [2495.18:5172.53]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.82 µs" 2817.53, "3.59 µs" 3592.55, "4.58 µs" 4580.75)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg touched" font note offset 0,-0.6
set xrange [2593.14:5201.13]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.91 µs" 2912.09, "3.67 µs" 3672.5, "4.63 µs" 4631.47)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg burst" font note offset 0,-0.6
set xrange [82.0822:171.185]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("92.8 ns" 92.7794, "119 ns" 118.538, "151 ns" 151.448)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
