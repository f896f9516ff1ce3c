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
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set title "hidden cold frames=1" font note offset 0,-0.6
set xrange [1067.55:9970.13]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.55 µs" 1549.2, "3.26 µs" 3262.46, "6.87 µs" 6870.4)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "hidden warm frames=1" font note offset 0,-0.6
set xrange [746.096:4662.49]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.01 µs" 1012.59, "1.87 µs" 1865.12, "3.44 µs" 3435.42)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=0" font note offset 0,-0.6
set xrange [628.998:143134]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.55 µs" 1554.17, "9.49 µs" 9488.47, "57.9 µs" 57928.7)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault order=1" font note offset 0,-0.6
set xrange [626.518:123788]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.51 µs" 1512.02, "8.81 µs" 8806.57, "51.3 µs" 51292.7)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel1" font note offset 0,-0.6
set xrange [4728.59:125623]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("8.17 µs" 8168.11, "24.4 µs" 24372.5, "72.7 µs" 72724.2)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 14 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel2" font note offset 0,-0.6
set xrange [4248.28:199294]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("8.07 µs" 8067.89, "29.1 µs" 29097.4, "105 µs" 104942)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "adbits set" font note offset 0,-0.6
set xrange [158.732:2664.16]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("254 ns" 253.989, "650 ns" 650.299, "1.66 µs" 1664.99)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "adbits accessed" font note offset 0,-0.6
set xrange [3005.66:61835.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.98 µs" 4975.34, "13.6 µs" 13633, "37.4 µs" 37355.7)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "adbits dirty" font note offset 0,-0.6
set xrange [4187.99:20350.7]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.45 µs" 5450.47, "9.23 µs" 9231.93, "15.6 µs" 15636.9)
plot data index 22 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 23 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "adbits both" font note offset 0,-0.6
set xrange [3026.21:21882]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.21 µs" 4208.21, "8.14 µs" 8137.54, "15.7 µs" 15735.8)
plot data index 24 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 25 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
