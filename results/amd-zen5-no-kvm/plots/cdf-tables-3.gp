# Run with: gnuplot cdf-tables-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables-3.dat"
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
if (!text) { set output "cdf-tables-3.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
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
set xrange [3984.22:19819.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.21 µs" 5205.58, "8.89 µs" 8886.26, "15.2 µs" 15169.4)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "churn untouched pages=256" font note offset 0,-0.6
set xrange [24.6933:329.81]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("38.0 ns" 38.0359, "90.2 ns" 90.2448, "214 ns" 214.117)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn pages=16" font note offset 0,-0.6
set xrange [12285.4:48162.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("15.4 µs" 15426.8, "24.3 µs" 24324.8, "38.4 µs" 38355.1)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn untouched pages=16" font note offset 0,-0.6
set xrange [394.075:3986.67]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("580 ns" 579.541, "1.25 µs" 1253.41, "2.71 µs" 2710.84)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork" font note offset 0,-0.6
set xrange [49231:2.08277e+06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("91.9 µs" 91897.9, "320 µs" 320214, "1.12 ms" 1.11577e+06)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork fork_write" font note offset 0,-0.6
set xrange [4.06815e+06:1.51287e+07]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.06 ms" 5.06366e+06, "7.85 ms" 7.8451e+06, "12.2 ms" 1.21544e+07)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork cow" font note offset 0,-0.6
set xrange [12868.1:63398.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("16.8 µs" 16785.8, "28.6 µs" 28562.6, "48.6 µs" 48601.8)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork reuse" font note offset 0,-0.6
set xrange [12962.4:55092]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("16.5 µs" 16497.5, "26.7 µs" 26723.1, "43.3 µs" 43286.7)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
