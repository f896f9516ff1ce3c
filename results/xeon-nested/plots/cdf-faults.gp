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
set title "pgfault" font note offset 0,-0.6
set xrange [689.517:116912]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.62 µs" 1622.17, "8.98 µs" 8978.47, "49.7 µs" 49694.4)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "pgfault order=1" font note offset 0,-0.6
set xrange [688.176:135939]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.66 µs" 1660.76, "9.67 µs" 9672.11, "56.3 µs" 56329.5)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "pgfault ram=cold" font note offset 0,-0.6
set xrange [664.471:131353]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.60 µs" 1603.75, "9.34 µs" 9342.39, "54.4 µs" 54422.7)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0 ram=cold" font note offset 0,-0.6
set xrange [1713.76:48233.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.99 µs" 2988.94, "9.09 µs" 9091.77, "27.7 µs" 27655.4)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0 ram=cold" font note offset 0,-0.6
set xrange [168.178:3838.97]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("283 ns" 283.254, "804 ns" 803.511, "2.28 µs" 2279.33)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 14 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold frames=1 ram=cold" font note offset 0,-0.6
set xrange [1754.18:49607.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.06 µs" 3061.87, "9.33 µs" 9328.48, "28.4 µs" 28420.7)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm frames=1 ram=cold" font note offset 0,-0.6
set xrange [745.997:4846.03]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.02 µs" 1019.01, "1.90 µs" 1901.35, "3.55 µs" 3547.68)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 20 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold order=0" font note offset 0,-0.6
set xrange [304.708:2306.64]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("427 ns" 426.973, "838 ns" 838.362, "1.65 µs" 1646.13)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 23 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm order=0" font note offset 0,-0.6
set xrange [170.142:2428.41]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("265 ns" 264.991, "643 ns" 642.787, "1.56 µs" 1559.21)
plot data index 24 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 25 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 26 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden cold" font note offset 0,-0.6
set xrange [410.747:10587.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("706 ns" 705.959, "2.09 µs" 2085.4, "6.16 µs" 6160.24)
plot data index 27 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 28 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 29 using 1:2 with lines lt 4 lw 2 title "native"
set title "hidden warm" font note offset 0,-0.6
set xrange [277.088:2268.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("393 ns" 393.362, "793 ns" 792.757, "1.60 µs" 1597.67)
plot data index 30 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 31 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 32 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
