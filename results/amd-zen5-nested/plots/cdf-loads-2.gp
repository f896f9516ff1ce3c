# Run with: gnuplot cdf-loads-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads-2.dat"
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
if (!text) { set output "cdf-loads-2.".kind }
if (text) { set title "How the times are distributed: Memory that is mapped"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Memory that is mapped" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9250 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 12,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "hash hit" font note offset 0,-0.6
set xrange [24.7048:54.026]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("28.1 ns" 28.1461, "36.5 ns" 36.5335, "47.4 ns" 47.4205)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "hash miss" font note offset 0,-0.6
set xrange [36.324:62.8497]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("39.8 ns" 39.7996, "47.8 ns" 47.7802, "57.4 ns" 57.3612)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "hash hit page=2M" font note offset 0,-0.6
set xrange [25.0847:59.6718]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("29.0 ns" 28.9825, "38.7 ns" 38.6892, "51.6 ns" 51.6467)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "hash miss page=2M" font note offset 0,-0.6
set xrange [36.2603:83.9896]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("41.7 ns" 41.7091, "55.2 ns" 55.1859, "73.0 ns" 73.0174)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "btree lookup" font note offset 0,-0.6
set xrange [212.138:460.924]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("241 ns" 241.428, "313 ns" 312.697, "405 ns" 405.006)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 12 using 1:2 with lines lt 4 lw 2 title "native"
set title "btree lookup page=2M" font note offset 0,-0.6
set xrange [217.701:504.699]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("250 ns" 250.451, "331 ns" 331.472, "439 ns" 438.703)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "bfs edge" font note offset 0,-0.6
set xrange [1.27364:3.07007]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.47 ns" 1.47479, "1.98 ns" 1.97741, "2.65 ns" 2.65133)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 17 using 1:2 with lines lt 4 lw 2 title "native"
set title "bfs edge page=2M" font note offset 0,-0.6
set xrange [1.2701:2.90866]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.46 ns" 1.45819, "1.92 ns" 1.92206, "2.53 ns" 2.53348)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "mixed miss edits=0" font note offset 0,-0.6
set xrange [28.0459:71.8213]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("32.8 ns" 32.8045, "44.9 ns" 44.8809, "61.4 ns" 61.403)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 22 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=1" font note offset 0,-0.6
set xrange [36.1652:178.584]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("47.2 ns" 47.1936, "80.4 ns" 80.3649, "137 ns" 136.852)
plot data index 23 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 24 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 25 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=10" font note offset 0,-0.6
set xrange [89.8387:458.852]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("118 ns" 117.896, "203 ns" 203.034, "350 ns" 349.653)
plot data index 26 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 27 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 28 using 1:2 with lines lt 4 lw 2 title "native"
set title "mixed miss edits=100" font note offset 0,-0.6
set xrange [643.306:3018.67]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("832 ns" 832.372, "1.39 µs" 1393.53, "2.33 µs" 2333.01)
plot data index 29 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 30 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 31 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
