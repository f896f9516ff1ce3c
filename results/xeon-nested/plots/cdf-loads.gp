# Run with: gnuplot cdf-loads.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-loads.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-loads.dat"
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
if (!text) { set output "cdf-loads.".kind }
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
set title "walk load_4k bytes=16M" font note offset 0,-0.6
set xrange [22.1878:149.104]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("30.5 ns" 30.4796, "57.5 ns" 57.5177, "109 ns" 108.541)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "walk load_2m bytes=16M" font note offset 0,-0.6
set xrange [22.3861:288.63]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("34.3 ns" 34.2799, "80.4 ns" 80.3823, "188 ns" 188.487)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk bytes=16M" font note offset 0,-0.6
set xrange [0.00952381:30.2548]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0365153, "0.54 ns" 0.536788, "7.89 ns" 7.89097)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk load_4k bytes=64M" font note offset 0,-0.6
set xrange [40.9341:605.126]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("64.1 ns" 64.1277, "157 ns" 157.386, "386 ns" 386.265)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 8 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=64M" font note offset 0,-0.6
set xrange [40.9167:325.903]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("57.8 ns" 57.8227, "115 ns" 115.477, "231 ns" 230.617)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk bytes=64M" font note offset 0,-0.6
set xrange [0.00952381:162.47]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.05 ns" 0.0483212, "1.24 ns" 1.24392, "32.0 ns" 32.0218)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk load_4k bytes=128M huge=1" font note offset 0,-0.6
set xrange [48.242:411.597]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("69.0 ns" 68.9604, "141 ns" 140.912, "288 ns" 287.937)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 16 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=128M huge=1" font note offset 0,-0.6
set xrange [52.2125:455.674]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("74.9 ns" 74.9183, "154 ns" 154.246, "318 ns" 317.571)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk load_1g bytes=128M huge=1" font note offset 0,-0.6
set xrange [48.5351:192.059]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("61.0 ns" 61.0406, "96.5 ns" 96.5485, "153 ns" 152.712)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
