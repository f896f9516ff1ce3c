# Run with: gnuplot cdf-tables-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables-3.dat"
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
if (!text) { set output "cdf-tables-3.".kind }
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
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "churn pages=256" font note offset 0,-0.6
set xrange [4091.82:20110.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.34 µs" 5335.4, "9.07 µs" 9071.25, "15.4 µs" 15423)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "churn untouched pages=256" font note offset 0,-0.6
set xrange [25.8506:216.516]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("36.8 ns" 36.839, "74.8 ns" 74.8137, "152 ns" 151.934)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn pages=16" font note offset 0,-0.6
set xrange [13047.3:72214.7]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("17.4 µs" 17352.9, "30.7 µs" 30695.4, "54.3 µs" 54296.9)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn untouched pages=16" font note offset 0,-0.6
set xrange [404.974:3321.99]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("575 ns" 575.116, "1.16 µs" 1159.88, "2.34 µs" 2339.21)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork" font note offset 0,-0.6
set xrange [51356.5:1.55754e+06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("90.7 µs" 90692.1, "283 µs" 282825, "882 µs" 881994)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork fork_write" font note offset 0,-0.6
set xrange [4.19381e+06:1.61564e+07]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.25 ms" 5.25088e+06, "8.23 ms" 8.23147e+06, "12.9 ms" 1.2904e+07)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork cow" font note offset 0,-0.6
set xrange [13898.2:59414.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("17.7 µs" 17705.8, "28.7 µs" 28736, "46.6 µs" 46637.8)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork reuse" font note offset 0,-0.6
set xrange [12860.9:62372.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("16.7 µs" 16732.4, "28.3 µs" 28322.6, "47.9 µs" 47940.8)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
