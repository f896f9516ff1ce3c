# Run with: gnuplot cdf-faults-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-faults-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-faults-2.dat"
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
if (!text) { set output "cdf-faults-2.".kind }
if (text) { set title "How the times are distributed: Page faults"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Page faults" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set xrange [13079.5:46362.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("16.2 µs" 16150.5, "24.6 µs" 24625.2, "37.5 µs" 37546.8)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "hidden warm frames=1" font note offset 0,-0.6
set xrange [10317.7:39678.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("12.9 µs" 12914.6, "20.2 µs" 20233.6, "31.7 µs" 31700.4)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=0" font note offset 0,-0.6
set xrange [12890.7:35988.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("15.3 µs" 15296.5, "21.5 µs" 21538.9, "30.3 µs" 30328.7)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=1" font note offset 0,-0.6
set xrange [12944.7:41412]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("15.7 µs" 15713.2, "23.2 µs" 23153.1, "34.1 µs" 34115.6)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel1" font note offset 0,-0.6
set xrange [23582.6:89014.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("29.4 µs" 29426.3, "45.8 µs" 45816.9, "71.3 µs" 71337.1)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel2" font note offset 0,-0.6
set xrange [19743.9:61507]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("23.9 µs" 23860.6, "34.8 µs" 34848.1, "50.9 µs" 50895.1)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "adbits set" font note offset 0,-0.6
set xrange [4527.15:9692.89]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.14 µs" 5139.6, "6.62 µs" 6624.28, "8.54 µs" 8537.85)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits accessed" font note offset 0,-0.6
set xrange [16072.3:31888.6]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("18.0 µs" 18016.5, "22.6 µs" 22639, "28.4 µs" 28447.4)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits dirty" font note offset 0,-0.6
set xrange [19157.4:38446.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("21.5 µs" 21515.8, "27.1 µs" 27139.4, "34.2 µs" 34232.7)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt"
set title "adbits both" font note offset 0,-0.6
set xrange [17063.3:35214]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("19.3 µs" 19253.3, "24.5 µs" 24512.6, "31.2 µs" 31208.6)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
