# Run with: gnuplot cdf-loads-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads-3.dat"
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
if (!text) { set output "cdf-loads-3.".kind }
if (text) { set title "How the times are distributed: Memory that is mapped"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Memory that is mapped" at screen 0.015, screen 0.9681 left font large
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
set title "btree lookup" font note offset 0,-0.6
set xrange [241.636:769.647]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("293 ns" 293.1, "431 ns" 431.247, "635 ns" 634.507)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "btree lookup page=2M" font note offset 0,-0.6
set xrange [241.895:725.604]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("290 ns" 290.495, "419 ns" 418.951, "604 ns" 604.209)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "bfs edge" font note offset 0,-0.6
set xrange [1.53806:5.2258]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.89 ns" 1.88584, "2.84 ns" 2.83507, "4.26 ns" 4.26209)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 4 lw 2 title "native"
set title "bfs edge page=2M" font note offset 0,-0.6
set xrange [1.51653:5.51546]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.88 ns" 1.88065, "2.89 ns" 2.89213, "4.45 ns" 4.44761)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "mixed miss edits=0" font note offset 0,-0.6
set xrange [60.92:396.05]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("83.2 ns" 83.2259, "155 ns" 155.33, "290 ns" 289.902)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1" font note offset 0,-0.6
set xrange [80.4698:488.081]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("109 ns" 108.67, "198 ns" 198.181, "361 ns" 361.423)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=10" font note offset 0,-0.6
set xrange [235.369:1584.2]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("323 ns" 323.415, "611 ns" 610.633, "1.15 µs" 1152.92)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=100" font note offset 0,-0.6
set xrange [1709.25:6775.01]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.15 µs" 2150.25, "3.40 µs" 3402.97, "5.39 µs" 5385.5)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1000" font note offset 0,-0.6
set xrange [16252.7:58181.1]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("20.1 µs" 20101.8, "30.8 µs" 30750.6, "47.0 µs" 47040.5)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
