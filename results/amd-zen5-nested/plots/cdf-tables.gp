# Run with: gnuplot cdf-tables.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,500 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,500 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,5.00in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-tables.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9560 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9140 left font note tc rgb "#666666"
  set tmargin at screen 0.8720
  set key at screen 0.015, screen 0.8880 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.8680 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.8680 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.8680 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9140 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 6,1 } else { set multiplot layout 2,3 margins 0.055,0.985,0.0720,0.7920 spacing 0.025,0.1240 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "fork" font note offset 0,-0.6
set xrange [21096.1:280359]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("32.5 µs" 32467.9, "76.9 µs" 76905.6, "182 µs" 182164)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "fork fork_write" font note offset 0,-0.6
set xrange [606760:1.63755e+07]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.05 ms" 1.05086e+06, "3.15 ms" 3.15214e+06, "9.46 ms" 9.45507e+06)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork cow" font note offset 0,-0.6
set xrange [1550.91:53369.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.80 µs" 2797.09, "9.10 µs" 9097.92, "29.6 µs" 29592.3)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "fork reuse" font note offset 0,-0.6
set xrange [677.033:58281.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.42 µs" 1422.65, "6.28 µs" 6281.59, "27.7 µs" 27735.9)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn" font note offset 0,-0.6
set xrange [582.886:1595.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("689 ns" 689.368, "964 ns" 964.24, "1.35 µs" 1348.71)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 14 using 1:2 with lines lt 4 lw 2 title "native"
set title "churn untouched" font note offset 0,-0.6
set xrange [13.9217:119.065]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("19.9 ns" 19.9087, "40.7 ns" 40.7135, "83.3 ns" 83.2598)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
