# Run with: gnuplot cdf-spaces-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-3.dat"
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
if (!text) { set output "cdf-spaces-3.".kind }
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
set title "movcr3 burst spaces=4 touch=0" font note offset 0,-0.6
set xrange [97.3091:1716.78]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("157 ns" 157.005, "409 ns" 408.728, "1.06 µs" 1064.03)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "movcr3 switch spaces=8 touch=0" font note offset 0,-0.6
set xrange [3193.56:40428.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.88 µs" 4875.4, "11.4 µs" 11362.7, "26.5 µs" 26482.1)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=8 touch=0" font note offset 0,-0.6
set xrange [1631.19:43765.1]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.82 µs" 2822.34, "8.45 µs" 8449.22, "25.3 µs" 25294.4)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=8 touch=0" font note offset 0,-0.6
set xrange [97.6481:2702.53]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("170 ns" 169.83, "514 ns" 513.709, "1.55 µs" 1553.88)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=8 touch=16" font note offset 0,-0.6
set xrange [3409.96:203644]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("6.74 µs" 6741.7, "26.4 µs" 26351.8, "103 µs" 103003)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=8 touch=16" font note offset 0,-0.6
set xrange [1634.08:220662]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.70 µs" 3701.25, "19.0 µs" 18988.9, "97.4 µs" 97420.8)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=8 touch=16" font note offset 0,-0.6
set xrange [97.7488:6041.33]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("194 ns" 194.364, "768 ns" 768.461, "3.04 µs" 3038.29)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=8 touch=64" font note offset 0,-0.6
set xrange [3983.63:49558.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("6.06 µs" 6063.89, "14.1 µs" 14050.7, "32.6 µs" 32557)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=8 touch=64" font note offset 0,-0.6
set xrange [1626.87:100449]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.23 µs" 3234.33, "12.8 µs" 12783.5, "50.5 µs" 50525.7)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=8 touch=64" font note offset 0,-0.6
set xrange [97.3072:2304.97]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("165 ns" 164.904, "474 ns" 473.593, "1.36 µs" 1360.12)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=16 touch=0" font note offset 0,-0.6
set xrange [3209.08:238599]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("6.58 µs" 6580.54, "27.7 µs" 27671, "116 µs" 116356)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
