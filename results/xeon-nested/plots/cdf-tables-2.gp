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
if (kind eq "svg") { set terminal svg size 1000,690 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,690 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.90in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-tables-2.".kind }
if (text) { set title "How the times are distributed: Changes of page tables"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Changes of page tables" at screen 0.015, screen 0.9681 left font large
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
set title "ptecold leaf" font note offset 0,-0.6
set xrange [757.657:34424.4]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.43 µs" 1431.21, "5.11 µs" 5107.04, "18.2 µs" 18223.6)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptecold perm" font note offset 0,-0.6
set xrange [276.621:43283]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("642 ns" 642.131, "3.46 µs" 3460.2, "18.6 µs" 18645.7)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptecold nonleaf" font note offset 0,-0.6
set xrange [1367.67:50196.1]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.49 µs" 2493.23, "8.29 µs" 8285.63, "27.5 µs" 27535.2)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptecold unseen" font note offset 0,-0.6
set xrange [1372.31:43837.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.44 µs" 2444.48, "7.76 µs" 7756.24, "24.6 µs" 24610.3)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptecold unseen_pde" font note offset 0,-0.6
set xrange [1369.97:236104]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.23 µs" 3231.79, "18.0 µs" 17984.9, "100 µs" 100085)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg unmapped" font note offset 0,-0.6
set xrange [1345.51:55503.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.50 µs" 2501.08, "8.64 µs" 8641.83, "29.9 µs" 29859.6)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg mapped" font note offset 0,-0.6
set xrange [1344.55:35551.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.32 µs" 2320.73, "6.91 µs" 6913.86, "20.6 µs" 20597.5)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg touched" font note offset 0,-0.6
set xrange [1331.75:35625.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.30 µs" 2303.11, "6.89 µs" 6888.02, "20.6 µs" 20600.4)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "invlpg burst" font note offset 0,-0.6
set xrange [72.7185:12660.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("172 ns" 171.836, "960 ns" 959.509, "5.36 µs" 5357.78)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
