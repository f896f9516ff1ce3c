# Run with: gnuplot cdf-exits.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-exits.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-exits.dat"
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
if (!text) { set output "cdf-exits.".kind }
if (text) { set title "How the times are distributed: Leaving the guest"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Leaving the guest" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 7,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "callret" font note offset 0,-0.6
set xrange [1.01718:2.56723]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.19 ns" 1.18688, "1.62 ns" 1.61596, "2.20 ns" 2.20016)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "cpuid" font note offset 0,-0.6
set xrange [5814.27:9323.63]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("6.29 µs" 6290.38, "7.36 µs" 7362.75, "8.62 µs" 8617.94)
plot data index 2 using 1:2 with lines lt 4 lw 2 title "native"
set title "cpuid burst" font note offset 0,-0.6
set xrange [5939.35:10301.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.51 µs" 6510.3, "7.82 µs" 7822.14, "9.40 µs" 9398.33)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "out" font note offset 0,-0.6
set xrange [3712.2:7318.96]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.16 µs" 4156.88, "5.21 µs" 5212.43, "6.54 µs" 6536.02)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "out burst" font note offset 0,-0.6
set xrange [725.772:2133.67]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("869 ns" 868.67, "1.24 µs" 1244.41, "1.78 µs" 1782.68)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "syscall" font note offset 0,-0.6
set xrange [912.535:4945.91]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.21 µs" 1209.43, "2.12 µs" 2124.46, "3.73 µs" 3731.76)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "divzero" font note offset 0,-0.6
set xrange [5998.09:13973.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("6.91 µs" 6906.02, "9.16 µs" 9155.01, "12.1 µs" 12136.4)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
