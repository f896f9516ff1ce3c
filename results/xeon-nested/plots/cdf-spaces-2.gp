# Run with: gnuplot cdf-spaces-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-2.dat"
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
if (!text) { set output "cdf-spaces-2.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9250 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 11,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "movcr3 switch spaces=2 touch=0" font note offset 0,-0.6
set xrange [1128.38:35032]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.00 µs" 2000.44, "6.29 µs" 6287.25, "19.8 µs" 19760.4)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "movcr3 same spaces=2 touch=0" font note offset 0,-0.6
set xrange [1638.8:34603.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.72 µs" 2724.54, "7.53 µs" 7530.5, "20.8 µs" 20814)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=2 touch=0" font note offset 0,-0.6
set xrange [97.3562:1766.98]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("158 ns" 157.825, "415 ns" 414.761, "1.09 µs" 1089.98)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=2 touch=16" font note offset 0,-0.6
set xrange [2521.34:75527.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.44 µs" 4443.36, "13.8 µs" 13799.7, "42.9 µs" 42857.6)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 8 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=2 touch=16" font note offset 0,-0.6
set xrange [1627.84:114869]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.31 µs" 3309.11, "13.7 µs" 13674.4, "56.5 µs" 56507.1)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=2 touch=16" font note offset 0,-0.6
set xrange [97.1663:6236.61]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("194 ns" 194.426, "778 ns" 778.453, "3.12 µs" 3116.81)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=2 touch=64" font note offset 0,-0.6
set xrange [2569.95:47661.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.18 µs" 4181.18, "11.1 µs" 11067.4, "29.3 µs" 29295.1)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=2 touch=64" font note offset 0,-0.6
set xrange [1622.69:33266.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.68 µs" 2684.51, "7.35 µs" 7347.24, "20.1 µs" 20108.7)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=2 touch=64" font note offset 0,-0.6
set xrange [97.4396:1669.26]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("156 ns" 156.447, "403 ns" 403.302, "1.04 µs" 1039.67)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=4 touch=0" font note offset 0,-0.6
set xrange [2653.28:35853.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.09 µs" 4094.89, "9.75 µs" 9753.44, "23.2 µs" 23231.3)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=4 touch=0" font note offset 0,-0.6
set xrange [1620.07:35467]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.71 µs" 2709.66, "7.58 µs" 7580.17, "21.2 µs" 21205.2)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
