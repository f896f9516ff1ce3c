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
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-loads-2.".kind }
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
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "walk bytes=128M huge=1" font note offset 0,-0.6
set xrange [0.00952381:222.83]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("0.05 ns" 0.0509336, "1.46 ns" 1.45677, "41.7 ns" 41.6658)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "walk walk_1g bytes=128M huge=1" font note offset 0,-0.6
set xrange [0.00952381:41.5945]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0385048, "0.63 ns" 0.629395, "10.3 ns" 10.288)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt"
set title "gups update" font note offset 0,-0.6
set xrange [7.94501:64.2974]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("11.3 ns" 11.2576, "22.6 ns" 22.6018, "45.4 ns" 45.3778)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "gups update page=2M" font note offset 0,-0.6
set xrange [8.00351:39.9085]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("10.5 ns" 10.4611, "17.9 ns" 17.872, "30.5 ns" 30.5329)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "hash hit" font note offset 0,-0.6
set xrange [25.7636:240.173]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("37.4 ns" 37.3761, "78.7 ns" 78.6622, "166 ns" 165.553)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 10 using 1:2 with lines lt 4 lw 2 title "native"
set title "hash miss" font note offset 0,-0.6
set xrange [41.0224:255.991]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("55.7 ns" 55.6615, "102 ns" 102.476, "189 ns" 188.665)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "hash hit page=2M" font note offset 0,-0.6
set xrange [24.4415:167.023]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("33.7 ns" 33.6695, "63.9 ns" 63.8929, "121 ns" 121.246)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "hash miss page=2M" font note offset 0,-0.6
set xrange [41.7229:300.873]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("58.0 ns" 57.993, "112 ns" 112.041, "216 ns" 216.462)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
