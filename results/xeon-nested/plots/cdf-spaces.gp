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
if (kind eq "svg") { set terminal svg size 1000,880 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,880 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.80in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-spaces.".kind }
if (text) { set title "How the times are distributed: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Address spaces and flushes" at screen 0.015, screen 0.9750 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
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
set title "flush cr3 pages=1" font note offset 0,-0.6
set xrange [1625.14:170326]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.53 µs" 3528.77, "16.6 µs" 16637.4, "78.4 µs" 78442.2)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset label
set title "flush cr3_global pages=1" font note offset 0,-0.6
set xrange [1628.05:34970.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.71 µs" 2714.39, "7.55 µs" 7545.42, "21.0 µs" 20974.6)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush pge pages=1" font note offset 0,-0.6
set xrange [1818.12:74177.3]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.37 µs" 3373.38, "11.6 µs" 11613.1, "40.0 µs" 39978.8)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush bare pages=1" font note offset 0,-0.6
set xrange [1811.73:259282]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.14 µs" 4143.55, "21.7 µs" 21673.7, "113 µs" 113368)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush cr3 pages=64" font note offset 0,-0.6
set xrange [1694.54:106381]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.38 µs" 3378.22, "13.4 µs" 13426.4, "53.4 µs" 53361.8)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 9 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush cr3_global pages=64" font note offset 0,-0.6
set xrange [1692.17:42520.1]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.90 µs" 2896.02, "8.48 µs" 8482.4, "24.8 µs" 24844.8)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush pge pages=64" font note offset 0,-0.6
set xrange [1891.74:41709.9]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("3.17 µs" 3167.8, "8.88 µs" 8882.81, "24.9 µs" 24908.2)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush bare pages=64" font note offset 0,-0.6
set xrange [1825.94:51255.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.18 µs" 3183.18, "9.67 µs" 9674.13, "29.4 µs" 29401)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush cr3 pages=512" font note offset 0,-0.6
set xrange [2642.1:245769]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("5.62 µs" 5624, "25.5 µs" 25482.3, "115 µs" 115460)
plot data index 16 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 17 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush cr3_global pages=512" font note offset 0,-0.6
set xrange [2631.5:55255.8]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("4.37 µs" 4370.85, "12.1 µs" 12058.4, "33.3 µs" 33267.1)
plot data index 18 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 19 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush pge pages=512" font note offset 0,-0.6
set xrange [2842.26:46799.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.53 µs" 4533.43, "11.5 µs" 11533.3, "29.3 µs" 29341.4)
plot data index 20 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 21 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "flush bare pages=512" font note offset 0,-0.6
set xrange [1821.07:42434.6]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.08 µs" 3077.7, "8.79 µs" 8790.7, "25.1 µs" 25108.5)
plot data index 22 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 23 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
