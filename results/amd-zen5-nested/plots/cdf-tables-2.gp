# Run with: gnuplot cdf-tables-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables-2.dat"
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
if (!text) { set output "cdf-tables-2.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9750 left font large
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
set title "ptemod rewrite" font note offset 0,-0.6
set xrange [5249.5:30907]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.05 µs" 7054.1, "12.7 µs" 12737.6, "23.0 µs" 23000.3)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptemod noaccess" font note offset 0,-0.6
set xrange [2467.87:25639.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.65 µs" 3645.47, "7.95 µs" 7954.55, "17.4 µs" 17357.1)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod perm" font note offset 0,-0.6
set xrange [1883.41:27798.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.95 µs" 2949.79, "7.24 µs" 7235.75, "17.7 µs" 17749.1)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod nonleaf" font note offset 0,-0.6
set xrange [12842.1:30474.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("14.8 µs" 14831.6, "19.8 µs" 19782.8, "26.4 µs" 26386.9)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod untracked" font note offset 0,-0.6
set xrange [2207.54:21237.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.22 µs" 3219.4, "6.85 µs" 6847.14, "14.6 µs" 14562.7)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod store" font note offset 0,-0.6
set xrange [2268.38:20934.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.29 µs" 3285.3, "6.89 µs" 6891.17, "14.5 µs" 14454.8)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod burst" font note offset 0,-0.6
set xrange [153.72:1974.81]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("235 ns" 235.251, "551 ns" 550.971, "1.29 µs" 1290.41)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod batch" font note offset 0,-0.6
set xrange [575.838:1114.62]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("643 ns" 642.843, "801 ns" 801.15, "998 ns" 998.441)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg unmapped" font note offset 0,-0.6
set xrange [2258.4:20951.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.27 µs" 3273.69, "6.88 µs" 6878.79, "14.5 µs" 14453.9)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg mapped" font note offset 0,-0.6
set xrange [2227.75:21520.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.25 µs" 3251.1, "6.92 µs" 6924.01, "14.7 µs" 14746.4)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg touched" font note offset 0,-0.6
set xrange [2193.88:20768.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.19 µs" 3190.88, "6.75 µs" 6750.03, "14.3 µs" 14279.1)
plot data index 23 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 24 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg burst" font note offset 0,-0.6
set xrange [96.3102:1391.67]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("150 ns" 150.308, "366 ns" 366.104, "892 ns" 891.714)
plot data index 25 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 26 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
