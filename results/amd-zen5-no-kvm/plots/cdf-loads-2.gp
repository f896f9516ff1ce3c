# Run with: gnuplot cdf-loads-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads-2.dat"
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
if (!text) { set output "cdf-loads-2.".kind }
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
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "walk bytes=128M huge=1" font note offset 0,-0.6
set xrange [0.00952381:31.1078]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0366849, "0.54 ns" 0.544302, "8.08 ns" 8.07593)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt"
unset label
set title "walk walk_1g bytes=128M huge=1" font note offset 0,-0.6
set xrange [0.00952381:84.0314]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0432928, "0.89 ns" 0.894594, "18.5 ns" 18.4857)
plot data index 1 using 1:2 with lines lt 1 lw 2 title "spt"
set title "gups update" font note offset 0,-0.6
set xrange [6.84789:14.1941]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("7.73 ns" 7.73242, "9.86 ns" 9.859, "12.6 ns" 12.5704)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "gups update page=2M" font note offset 0,-0.6
set xrange [6.8423:14.1808]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.73 ns" 7.72595, "9.85 ns" 9.85035, "12.6 ns" 12.5589)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "hash hit" font note offset 0,-0.6
set xrange [27.7212:59.3191]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("31.5 ns" 31.4685, "40.6 ns" 40.5512, "52.3 ns" 52.2554)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 4 lw 2 title "native"
set title "hash miss" font note offset 0,-0.6
set xrange [40.0101:93.8888]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("46.1 ns" 46.1222, "61.3 ns" 61.2903, "81.4 ns" 81.4466)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "hash hit page=2M" font note offset 0,-0.6
set xrange [27.6753:57.6768]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("31.3 ns" 31.2784, "40.0 ns" 39.9528, "51.0 ns" 51.0329)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "hash miss page=2M" font note offset 0,-0.6
set xrange [40.7924:94.0652]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("46.9 ns" 46.8872, "61.9 ns" 61.9447, "81.8 ns" 81.8378)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
