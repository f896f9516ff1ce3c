# Run with: gnuplot cdf-loads-3.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads-3.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads-3.dat"
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
if (!text) { set output "cdf-loads-3.".kind }
if (text) { set title "How the times are distributed: Memory that is mapped"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Memory that is mapped" at screen 0.015, screen 0.9681 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9043 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "btree lookup" font note offset 0,-0.6
set xrange [290.341:2715]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("421 ns" 421.423, "888 ns" 887.849, "1.87 µs" 1870.51)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "btree lookup page=2M" font note offset 0,-0.6
set xrange [289.222:2883.5]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("424 ns" 424.306, "913 ns" 913.221, "1.97 µs" 1965.5)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "bfs edge" font note offset 0,-0.6
set xrange [2.18849:11.5657]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.89 ns" 2.88834, "5.03 ns" 5.03105, "8.76 ns" 8.7633)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 7 using 1:2 with lines lt 4 lw 2 title "native"
set title "bfs edge page=2M" font note offset 0,-0.6
set xrange [2.19111:14.3098]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.00 ns" 2.99566, "5.60 ns" 5.5995, "10.5 ns" 10.4666)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "mixed miss edits=0" font note offset 0,-0.6
set xrange [36.3382:491.369]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("56.1 ns" 56.0881, "134 ns" 133.624, "318 ns" 318.347)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 12 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1" font note offset 0,-0.6
set xrange [47.5518:155.857]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("58.0 ns" 57.9553, "86.1 ns" 86.0888, "128 ns" 127.879)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 15 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=10" font note offset 0,-0.6
set xrange [94.5949:1589.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("151 ns" 151.396, "388 ns" 387.798, "993 ns" 993.337)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 18 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=100" font note offset 0,-0.6
set xrange [477.493:10220.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("796 ns" 795.647, "2.21 µs" 2209.16, "6.13 µs" 6133.89)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 21 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1000" font note offset 0,-0.6
set xrange [4067.31:95441.4]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.88 µs" 6881.96, "19.7 µs" 19702.5, "56.4 µs" 56406.9)
plot data index 22 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 23 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 24 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
