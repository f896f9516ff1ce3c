# Run with: gnuplot cdf-faults-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-faults-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-faults-2.dat"
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
if (!text) { set output "cdf-faults-2.".kind }
if (text) { set title "How the times are distributed: Page faults"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Page faults" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 10,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "hidden cold frames=1" font note offset 0,-0.6
set xrange [12192.9:36261.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("14.6 µs" 14621.7, "21.0 µs" 21027, "30.2 µs" 30238.4)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "hidden warm frames=1" font note offset 0,-0.6
set xrange [9729.62:35685.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("12.1 µs" 12082.7, "18.6 µs" 18633.5, "28.7 µs" 28736.1)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=0" font note offset 0,-0.6
set xrange [12475.6:42943.3]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("15.3 µs" 15329.7, "23.1 µs" 23146.2, "34.9 µs" 34948.1)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=1" font note offset 0,-0.6
set xrange [12451.4:40812.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("15.2 µs" 15175.7, "22.5 µs" 22542.8, "33.5 µs" 33486.2)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel1" font note offset 0,-0.6
set xrange [22441.9:71699.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("27.2 µs" 27235.5, "40.1 µs" 40113.3, "59.1 µs" 59080)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel2" font note offset 0,-0.6
set xrange [18951.7:59080.4]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("22.9 µs" 22905.9, "33.5 µs" 33461.5, "48.9 µs" 48881.5)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "adbits set" font note offset 0,-0.6
set xrange [4312.67:12411.2]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.14 µs" 5143.48, "7.32 µs" 7316.1, "10.4 µs" 10406.4)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits accessed" font note offset 0,-0.6
set xrange [15541.9:28724.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("17.2 µs" 17217.2, "21.1 µs" 21129, "25.9 µs" 25929.5)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits dirty" font note offset 0,-0.6
set xrange [19383.2:34975]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("21.4 µs" 21386.9, "26.0 µs" 26037, "31.7 µs" 31698.2)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits both" font note offset 0,-0.6
set xrange [16914:33469.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("19.0 µs" 18951.7, "23.8 µs" 23793.1, "29.9 µs" 29871.2)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
