# Run with: gnuplot cdf-faults.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-faults.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-faults.dat"
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
if (!text) { set output "cdf-faults.".kind }
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
if (text) { set multiplot layout 11,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "pgfault" font note offset 0,-0.6
set xrange [9182.78:33866.4]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("11.4 µs" 11414.1, "17.6 µs" 17634.9, "27.2 µs" 27246.1)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "pgfault order=1" font note offset 0,-0.6
set xrange [9203.51:41818.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("11.8 µs" 11844.6, "19.6 µs" 19618.2, "32.5 µs" 32493.5)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "pgfault ram=cold" font note offset 0,-0.6
set xrange [9373.61:35026.4]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("11.7 µs" 11676.7, "18.1 µs" 18119.7, "28.1 µs" 28117.7)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0 ram=cold" font note offset 0,-0.6
set xrange [8156.75:33547.4]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.3 µs" 10324.6, "16.5 µs" 16542, "26.5 µs" 26503.4)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0 ram=cold" font note offset 0,-0.6
set xrange [3877.08:19257.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.06 µs" 5064.31, "8.64 µs" 8640.73, "14.7 µs" 14742.8)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold frames=1 ram=cold" font note offset 0,-0.6
set xrange [13269.4:44950.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("16.3 µs" 16261.7, "24.4 µs" 24422.8, "36.7 µs" 36679.5)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm frames=1 ram=cold" font note offset 0,-0.6
set xrange [9860.81:36666.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.3 µs" 12273.6, "19.0 µs" 19014.7, "29.5 µs" 29458.2)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0" font note offset 0,-0.6
set xrange [7024.27:20454.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.39 µs" 8393.93, "12.0 µs" 11986.5, "17.1 µs" 17116.7)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0" font note offset 0,-0.6
set xrange [3855.76:18836.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.02 µs" 5022.58, "8.52 µs" 8522.35, "14.5 µs" 14460.8)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold" font note offset 0,-0.6
set xrange [7741.41:20289.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("9.09 µs" 9089.93, "12.5 µs" 12532.6, "17.3 µs" 17279.2)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm" font note offset 0,-0.6
set xrange [4442.23:18680.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.64 µs" 5643.74, "9.11 µs" 9109.58, "14.7 µs" 14703.8)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
