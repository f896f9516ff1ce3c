# Run with: gnuplot cdf-exits.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-exits.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-exits.dat"
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
if (!text) { set output "cdf-exits.".kind }
if (text) { set title "How the times are distributed: Leaving the guest"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Leaving the guest" at screen 0.015, screen 0.9681 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.9043 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 7,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "callret" font note offset 0,-0.6
set xrange [0.95457:13.5805]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.49 ns" 1.48591, "3.60 ns" 3.60049, "8.72 ns" 8.72432)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "cpuid" font note offset 0,-0.6
set xrange [1076.62:12962.7]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.63 µs" 1629.93, "3.74 µs" 3735.75, "8.56 µs" 8562.27)
plot data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 4 using 1:2 with lines lt 4 lw 2 title "native"
set title "cpuid burst" font note offset 0,-0.6
set xrange [1238.11:5238.06]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.57 µs" 1574.57, "2.55 µs" 2546.62, "4.12 µs" 4118.78)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "out" font note offset 0,-0.6
set xrange [2234.87:432217]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.37 µs" 5374.38, "31.1 µs" 31079.8, "180 µs" 179733)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 8 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "out burst" font note offset 0,-0.6
set xrange [514.591:7351.72]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("802 ns" 801.586, "1.95 µs" 1945.03, "4.72 µs" 4719.56)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "syscall" font note offset 0,-0.6
set xrange [102.205:92419.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("318 ns" 317.826, "3.07 µs" 3073.4, "29.7 µs" 29720.1)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 13 using 1:2 with lines lt 4 lw 2 title "native"
set title "divzero" font note offset 0,-0.6
set xrange [1337.47:126315]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.85 µs" 2854.16, "13.0 µs" 12997.8, "59.2 µs" 59191.6)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 16 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
