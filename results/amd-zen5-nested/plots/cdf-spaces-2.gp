# Run with: gnuplot cdf-spaces-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-spaces-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-spaces-2.dat"
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
if (!text) { set output "cdf-spaces-2.".kind }
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
set title "movcr3 same touch=16" font note offset 0,-0.6
set xrange [2193.42:20424.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.18 µs" 3181.48, "6.69 µs" 6693.32, "14.1 µs" 14081.7)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "movcr3 burst touch=16" font note offset 0,-0.6
set xrange [95.4498:1395.03]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("149 ns" 149.248, "365 ns" 364.904, "892 ns" 892.17)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=8" font note offset 0,-0.6
set xrange [4645.97:22164.4]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.03 µs" 6028, "10.1 µs" 10147.7, "17.1 µs" 17082.8)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=8" font note offset 0,-0.6
set xrange [2185.72:21834.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.21 µs" 3207.65, "6.91 µs" 6908.31, "14.9 µs" 14878.4)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=8" font note offset 0,-0.6
set xrange [93.8904:1237.87]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("144 ns" 144.31, "341 ns" 340.917, "805 ns" 805.38)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 switch spaces=32 touch=16" font note offset 0,-0.6
set xrange [15510.9:92590.9]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("20.9 µs" 20891, "37.9 µs" 37896.8, "68.7 µs" 68745.8)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 same spaces=32 touch=16" font note offset 0,-0.6
set xrange [2216.02:21440.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.23 µs" 3234.83, "6.89 µs" 6892.94, "14.7 µs" 14687.8)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "movcr3 burst spaces=32 touch=16" font note offset 0,-0.6
set xrange [95.8485:1210.89]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("146 ns" 146.276, "341 ns" 340.678, "793 ns" 793.445)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
