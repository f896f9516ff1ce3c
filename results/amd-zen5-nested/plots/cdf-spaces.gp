# Run with: gnuplot cdf-spaces.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces.dat"
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
if (!text) { set output "cdf-spaces.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9681 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
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
set title "flush cr3" font note offset 0,-0.6
set xrange [2292.22:21248]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.32 µs" 3322.26, "6.98 µs" 6978.91, "14.7 µs" 14660.2)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "flush cr3_global" font note offset 0,-0.6
set xrange [2295.83:21967.6]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.35 µs" 3345.14, "7.10 µs" 7101.68, "15.1 µs" 15076.8)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush pge" font note offset 0,-0.6
set xrange [2464.45:24608.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.62 µs" 3616.45, "7.79 µs" 7787.64, "16.8 µs" 16769.8)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush bare" font note offset 0,-0.6
set xrange [2385.87:24843.1]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.53 µs" 3525.65, "7.70 µs" 7698.86, "16.8 µs" 16811.8)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch" font note offset 0,-0.6
set xrange [2018.72:20962.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.98 µs" 2981.75, "6.51 µs" 6505.22, "14.2 µs" 14192.3)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 10 using 1:2 with lines lt 4 lw 2 title "native"
set title "movcr3 same" font note offset 0,-0.6
set xrange [2201.77:23292.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.26 µs" 3262.22, "7.16 µs" 7161.36, "15.7 µs" 15720.9)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst" font note offset 0,-0.6
set xrange [95.9462:1232.59]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("147 ns" 146.834, "344 ns" 343.893, "805 ns" 805.415)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch touch=16" font note offset 0,-0.6
set xrange [3947.59:20958.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("5.21 µs" 5213.98, "9.10 µs" 9095.83, "15.9 µs" 15867.8)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
