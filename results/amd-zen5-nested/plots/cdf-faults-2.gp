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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9250 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 10,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "adbits set" font note offset 0,-0.6
set xrange [426.909:1137.39]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("503 ns" 502.649, "697 ns" 696.824, "966 ns" 966.009)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "adbits accessed" font note offset 0,-0.6
set xrange [2240.47:7610.03]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.75 µs" 2746.92, "4.13 µs" 4129.17, "6.21 µs" 6206.95)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "adbits dirty" font note offset 0,-0.6
set xrange [2266.05:6534.01]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.70 µs" 2703.47, "3.85 µs" 3847.91, "5.48 µs" 5476.82)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "adbits both" font note offset 0,-0.6
set xrange [2283.17:7760.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.80 µs" 2799.59, "4.21 µs" 4209.29, "6.33 µs" 6328.81)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "hidden cold" font note offset 0,-0.6
set xrange [425.018:6031.88]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("661 ns" 661.325, "1.60 µs" 1601.14, "3.88 µs" 3876.55)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 10 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm" font note offset 0,-0.6
set xrange [368.593:1417.2]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("461 ns" 461.347, "723 ns" 722.752, "1.13 µs" 1132.27)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold ram=cold" font note offset 0,-0.6
set xrange [2199.59:7798.29]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.72 µs" 2716.14, "4.14 µs" 4141.63, "6.32 µs" 6315.24)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 16 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm ram=cold" font note offset 0,-0.6
set xrange [365.796:1609.78]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("468 ns" 468.266, "767 ns" 767.366, "1.26 µs" 1257.51)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 19 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=1 frames=1" font note offset 0,-0.6
set xrange [708.23:8908.93]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.08 µs" 1080.06, "2.51 µs" 2511.89, "5.84 µs" 5841.85)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 22 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=1 frames=1" font note offset 0,-0.6
set xrange [528.051:8655.75]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("842 ns" 841.617, "2.14 µs" 2137.91, "5.43 µs" 5430.83)
plot data index 23 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 24 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 25 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
