# Run with: gnuplot cdf-faults.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-faults.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-faults.dat"
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
if (!text) { set output "cdf-faults.".kind }
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
if (text) { set multiplot layout 11,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "pgfault" font note offset 0,-0.6
set xrange [9420.74:45853.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.3 µs" 12264, "20.8 µs" 20784.1, "35.2 µs" 35223.1)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "pgfault order=1" font note offset 0,-0.6
set xrange [9506:47231.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("12.4 µs" 12417.6, "21.2 µs" 21189.3, "36.2 µs" 36157.2)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "pgfault ram=cold" font note offset 0,-0.6
set xrange [9311.79:38090.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("11.8 µs" 11776, "18.8 µs" 18833.2, "30.1 µs" 30119.8)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0 ram=cold" font note offset 0,-0.6
set xrange [8892.08:26709.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.7 µs" 10681, "15.4 µs" 15411.1, "22.2 µs" 22235.9)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0 ram=cold" font note offset 0,-0.6
set xrange [4025.76:20078.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.26 µs" 5262.15, "8.99 µs" 8990.69, "15.4 µs" 15361.1)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold frames=1 ram=cold" font note offset 0,-0.6
set xrange [14117.9:46294.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("17.2 µs" 17208, "25.6 µs" 25565.2, "38.0 µs" 37981.3)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm frames=1 ram=cold" font note offset 0,-0.6
set xrange [9950.29:38718.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("12.5 µs" 12479.1, "19.6 µs" 19628.1, "30.9 µs" 30872.6)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0" font note offset 0,-0.6
set xrange [7316.17:27105.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("9.10 µs" 9100.79, "14.1 µs" 14082.2, "21.8 µs" 21790.1)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0" font note offset 0,-0.6
set xrange [4085.34:20523.2]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.35 µs" 5346.43, "9.16 µs" 9156.64, "15.7 µs" 15682.3)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold" font note offset 0,-0.6
set xrange [8235.31:22295.2]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("9.72 µs" 9722.29, "13.6 µs" 13550.2, "18.9 µs" 18885.3)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm" font note offset 0,-0.6
set xrange [4561.11:22262.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.94 µs" 5940.48, "10.1 µs" 10076.8, "17.1 µs" 17093.2)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
