# Run with: gnuplot cdf-tables-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables-3.dat"
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
if (!text) { set output "cdf-tables-3.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9681 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9043 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "churn pages=256" font note offset 0,-0.6
set xrange [257.827:7991.05]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("457 ns" 456.956, "1.44 µs" 1435.38, "4.51 µs" 4508.77)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "churn untouched pages=256" font note offset 0,-0.6
set xrange [9.37633:208.992]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("15.7 ns" 15.7295, "44.3 ns" 44.2671, "125 ns" 124.579)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn pages=16" font note offset 0,-0.6
set xrange [1232.4:27284.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.07 µs" 2065.13, "5.80 µs" 5798.8, "16.3 µs" 16282.7)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn untouched pages=16" font note offset 0,-0.6
set xrange [149.419:4946.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("268 ns" 267.741, "860 ns" 859.675, "2.76 µs" 2760.28)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork" font note offset 0,-0.6
set xrange [16658.4:383124]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("28.1 µs" 28092.1, "79.9 µs" 79888.9, "227 µs" 227190)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 14 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork fork_write" font note offset 0,-0.6
set xrange [615900:5.11878e+07]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.29 ms" 1.28663e+06, "5.61 ms" 5.61485e+06, "24.5 ms" 2.45032e+07)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork cow" font note offset 0,-0.6
set xrange [1928.42:208722]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.21 µs" 4209.81, "20.1 µs" 20062.5, "95.6 µs" 95610.8)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 20 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork reuse" font note offset 0,-0.6
set xrange [619.556:170737]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.58 µs" 1580.48, "10.3 µs" 10285, "66.9 µs" 66930)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 23 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
