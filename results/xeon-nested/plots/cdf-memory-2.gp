# Run with: gnuplot cdf-memory-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-2.dat"
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
if (!text) { set output "cdf-memory-2.".kind }
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
set title "balloon discard" font note offset 0,-0.6
set xrange [232.661:2578.03]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("347 ns" 347.39, "774 ns" 774.471, "1.73 µs" 1726.61)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "balloon refill" font note offset 0,-0.6
set xrange [1713.79:50917.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.02 µs" 3016.08, "9.34 µs" 9341.43, "28.9 µs" 28932.3)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "balloon again" font note offset 0,-0.6
set xrange [7.31114:40.5271]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("9.73 ns" 9.72624, "17.2 ns" 17.2133, "30.5 ns" 30.4639)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "dirtylog enable page=4K" font note offset 0,-0.6
set xrange [41.7829:557.393]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("64.3 ns" 64.3466, "153 ns" 152.609, "362 ns" 361.938)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog first page=4K" font note offset 0,-0.6
set xrange [3924.09:26799.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.41 µs" 5405.1, "10.3 µs" 10255, "19.5 µs" 19456.5)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog again page=4K" font note offset 0,-0.6
set xrange [18.5751:149.806]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("26.3 ns" 26.3045, "52.8 ns" 52.7508, "106 ns" 105.786)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog get page=4K" font note offset 0,-0.6
set xrange [4.69929:151.591]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.38 ns" 8.38441, "26.7 ns" 26.6903, "85.0 ns" 84.9639)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog clear page=4K" font note offset 0,-0.6
set xrange [40.1837:188.352]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("52.0 ns" 51.9841, "87.0 ns" 86.9982, "146 ns" 145.596)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog rewrite page=4K" font note offset 0,-0.6
set xrange [3923.69:38879.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.75 µs" 5750.41, "12.4 µs" 12351.2, "26.5 µs" 26528.7)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "dirtylog disable page=4K" font note offset 0,-0.6
set xrange [3.45708:840.361]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.64 ns" 8.63646, "53.9 ns" 53.8999, "336 ns" 336.388)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
