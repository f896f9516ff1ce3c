# Run with: gnuplot cdf-spaces-4.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-4.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-4.dat"
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
if (!text) { set output "cdf-spaces-4.".kind }
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
set title "movcr3 same spaces=16 touch=0" font note offset 0,-0.6
set xrange [1626.32:83225.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.13 µs" 3133.63, "11.6 µs" 11634.1, "43.2 µs" 43193.2)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "movcr3 burst spaces=16 touch=0" font note offset 0,-0.6
set xrange [97.1906:1871.72]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("159 ns" 159.121, "427 ns" 426.513, "1.14 µs" 1143.24)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=32 touch=0" font note offset 0,-0.6
set xrange [3310.01:265019]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.87 µs" 6871.8, "29.6 µs" 29617.8, "128 µs" 127654)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=32 touch=0" font note offset 0,-0.6
set xrange [1624.43:246383]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.75 µs" 3751.33, "20.0 µs" 20005.8, "107 µs" 106691)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=32 touch=0" font note offset 0,-0.6
set xrange [97.3798:3002.31]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("172 ns" 172.438, "541 ns" 540.707, "1.70 µs" 1695.47)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=32 touch=16" font note offset 0,-0.6
set xrange [3762.47:40404]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.59 µs" 5588.54, "12.3 µs" 12329.6, "27.2 µs" 27201.9)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=32 touch=16" font note offset 0,-0.6
set xrange [1616.42:38416]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.74 µs" 2740.81, "7.88 µs" 7880.12, "22.7 µs" 22656.1)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=32 touch=16" font note offset 0,-0.6
set xrange [97.2495:4140.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("182 ns" 181.727, "635 ns" 634.579, "2.22 µs" 2215.91)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=32 touch=64" font note offset 0,-0.6
set xrange [4241.3:39437]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.15 µs" 6150.35, "12.9 µs" 12933.1, "27.2 µs" 27195.9)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=32 touch=64" font note offset 0,-0.6
set xrange [1628:54862.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.93 µs" 2925.89, "9.45 µs" 9450.69, "30.5 µs" 30526)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=32 touch=64" font note offset 0,-0.6
set xrange [97.2044:5254.28]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("189 ns" 189.012, "715 ns" 714.66, "2.70 µs" 2702.14)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
