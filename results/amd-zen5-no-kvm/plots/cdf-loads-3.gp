# Run with: gnuplot cdf-loads-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads-3.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
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
set xrange [302.163:729.984]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("350 ns" 350.015, "470 ns" 469.653, "630 ns" 630.185)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "btree lookup page=2M" font note offset 0,-0.6
set xrange [319.186:684.481]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("362 ns" 362.463, "467 ns" 467.415, "603 ns" 602.757)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "bfs edge" font note offset 0,-0.6
set xrange [1.55461:5.27227]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.91 ns" 1.90553, "2.86 ns" 2.86292, "4.30 ns" 4.30132)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 4 lw 2 title "native"
set title "bfs edge page=2M" font note offset 0,-0.6
set xrange [1.59074:4.31328]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.88 ns" 1.87846, "2.62 ns" 2.61941, "3.65 ns" 3.65264)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "mixed miss edits=0" font note offset 0,-0.6
set xrange [56.1336:423.017]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("78.6 ns" 78.5981, "154 ns" 154.096, "302 ns" 302.113)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1" font note offset 0,-0.6
set xrange [80.8187:461.354]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("108 ns" 108.044, "193 ns" 193.096, "345 ns" 345.102)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=10" font note offset 0,-0.6
set xrange [240.399:1533.22]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("327 ns" 327.375, "607 ns" 607.113, "1.13 µs" 1125.88)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=100" font note offset 0,-0.6
set xrange [1819.31:9158.96]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.38 µs" 2381.76, "4.08 µs" 4082.03, "7.00 µs" 6996.1)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1000" font note offset 0,-0.6
set xrange [15425.5:40108.3]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("18.1 µs" 18088.7, "24.9 µs" 24873.5, "34.2 µs" 34203.4)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
