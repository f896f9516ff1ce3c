# Run with: gnuplot cdf-exits.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-exits.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-exits.dat"
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
if (!text) { set output "cdf-exits.".kind }
if (text) { set title "How the times are distributed: Leaving the guest"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Leaving the guest" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9043 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 7,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "callret" font note offset 0,-0.6
set xrange [0.936277:2.28722]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.09 ns" 1.08656, "1.46 ns" 1.46338, "1.97 ns" 1.97086)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "cpuid" font note offset 0,-0.6
set xrange [3868.26:7315.84]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.30 µs" 4301.71, "5.32 µs" 5319.74, "6.58 µs" 6578.69)
plot data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "cpuid burst" font note offset 0,-0.6
set xrange [1688.12:7113.94]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.15 µs" 2145.47, "3.47 µs" 3465.43, "5.60 µs" 5597.48)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "out" font note offset 0,-0.6
set xrange [2451.45:60497.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.18 µs" 4182.89, "12.2 µs" 12178.1, "35.5 µs" 35455.6)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "out burst" font note offset 0,-0.6
set xrange [234.596:12046.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("452 ns" 452.282, "1.68 µs" 1681.07, "6.25 µs" 6248.33)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "syscall" font note offset 0,-0.6
set xrange [113.912:18955.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("267 ns" 267.157, "1.47 µs" 1469.46, "8.08 µs" 8082.56)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 12 using 1:2 with lines lt 4 lw 2 title "native"
set title "divzero" font note offset 0,-0.6
set xrange [1641.6:9925.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.22 µs" 2215.73, "4.04 µs" 4036.6, "7.35 µs" 7353.86)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
