# Run with: gnuplot cdf-spaces-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-2.dat"
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
if (!text) { set output "cdf-spaces-2.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set title "movcr3 switch spaces=2 touch=0" font note offset 0,-0.6
set xrange [5773:13614.4]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("6.66 µs" 6660.42, "8.87 µs" 8865.45, "11.8 µs" 11800.5)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "movcr3 same spaces=2 touch=0" font note offset 0,-0.6
set xrange [2796.03:5637.06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.14 µs" 3142.63, "3.97 µs" 3970.06, "5.02 µs" 5015.35)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=0" font note offset 0,-0.6
set xrange [140.066:286.381]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("158 ns" 157.798, "200 ns" 200.28, "254 ns" 254.2)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=2 touch=16" font note offset 0,-0.6
set xrange [7824.84:13716.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.59 µs" 8592.19, "10.4 µs" 10360, "12.5 µs" 12491.6)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=2 touch=16" font note offset 0,-0.6
set xrange [2798.83:6799.25]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.25 µs" 3245.07, "4.36 µs" 4362.33, "5.86 µs" 5864.26)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=16" font note offset 0,-0.6
set xrange [142.083:354.385]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("165 ns" 165.461, "224 ns" 224.393, "304 ns" 304.313)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=2 touch=64" font note offset 0,-0.6
set xrange [8141.27:14504.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.96 µs" 8963.87, "10.9 µs" 10866.8, "13.2 µs" 13173.7)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=2 touch=64" font note offset 0,-0.6
set xrange [2930.87:5650.62]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.27 µs" 3269.74, "4.07 µs" 4069.55, "5.06 µs" 5065)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 burst spaces=2 touch=64" font note offset 0,-0.6
set xrange [145.144:286.506]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("163 ns" 162.563, "204 ns" 203.923, "256 ns" 255.806)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 switch spaces=4 touch=0" font note offset 0,-0.6
set xrange [10339.8:19058.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("11.4 µs" 11449.3, "14.0 µs" 14038, "17.2 µs" 17212.1)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "movcr3 same spaces=4 touch=0" font note offset 0,-0.6
set xrange [2845.24:5896.09]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.21 µs" 3212.62, "4.10 µs" 4095.82, "5.22 µs" 5221.83)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
