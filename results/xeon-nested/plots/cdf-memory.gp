# Run with: gnuplot cdf-memory.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory.dat"
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
if (!text) { set output "cdf-memory.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9750 left font large
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
set title "mmio write" font note offset 0,-0.6
set xrange [2278.04:73682.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.07 µs" 4066.26, "13.0 µs" 12955.8, "41.3 µs" 41279.1)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "mmio read" font note offset 0,-0.6
set xrange [2292.03:108044]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.36 µs" 4356.3, "15.7 µs" 15736.6, "56.8 µs" 56846.7)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "rom read" font note offset 0,-0.6
set xrange [0.319857:2.50249]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.45 ns" 0.45067, "0.89 ns" 0.894672, "1.78 ns" 1.77611)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "rom write" font note offset 0,-0.6
set xrange [2340.67:160568]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.74 µs" 4735.79, "19.4 µs" 19386.5, "79.4 µs" 79360.8)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "alias one" font note offset 0,-0.6
set xrange [2.1442:30.1297]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.33 ns" 3.33083, "8.04 ns" 8.03766, "19.4 ns" 19.3958)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 10 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias two" font note offset 0,-0.6
set xrange [6.3961:46.6091]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("8.91 ns" 8.90583, "17.3 ns" 17.266, "33.5 ns" 33.4743)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "alias fill" font note offset 0,-0.6
set xrange [93.3509:3588.17]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("171 ns" 171.492, "579 ns" 578.757, "1.95 µs" 1953.2)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 16 using 1:2 with lines lt 4 lw 2 title "native"
set title "slots cycle" font note offset 0,-0.6
set xrange [7058.69:1.48764e+06]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("17.2 µs" 17219.5, "102 µs" 102474, "610 µs" 609822)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "slots touched" font note offset 0,-0.6
set xrange [32985.1:1.80384e+06]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("64.3 µs" 64263.5, "244 µs" 243926, "926 µs" 925872)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "slots bystander" font note offset 0,-0.6
set xrange [6999.9:453203]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("14.0 µs" 14026.8, "56.3 µs" 56323.9, "226 µs" 226165)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
