# Run with: gnuplot cdf-faults.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-faults.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-faults.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,500 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,500 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,5.00in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-faults.".kind }
if (text) { set title "How the times are distributed: Page faults"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Page faults" at screen 0.015, screen 0.9560 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v669, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9140 left font note tc rgb "#666666"
  set tmargin at screen 0.8720
  set key at screen 0.015, screen 0.8880 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.8680 left tc lt 1 }
if (!text) { set label "━ kvm-spt" at screen 0.0840, screen 0.8680 left tc lt 3 }
if (!text) { set label "━ native" at screen 0.1800, screen 0.8680 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9140 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 5,1 } else { set multiplot layout 2,3 margins 0.055,0.985,0.0720,0.7920 spacing 0.025,0.1240 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "pgfault ram=warm" font note offset 0,-0.6
set xrange [824.196:32624.4]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("1.52 µs" 1521.54, "5.19 µs" 5185.45, "17.7 µs" 17672.2)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "pgfault ram=cold" font note offset 0,-0.6
set xrange [853.481:37156.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.60 µs" 1600.79, "5.63 µs" 5631.35, "19.8 µs" 19810.3)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "protfault" font note offset 0,-0.6
set xrange [742.532:36751.4]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("1.42 µs" 1422.79, "5.22 µs" 5223.89, "19.2 µs" 19179.9)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel1" font note offset 0,-0.6
set xrange [5679.9:84490.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("8.91 µs" 8907.42, "21.9 µs" 21906.6, "53.9 µs" 53876.2)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 11 using 1:2 with lines lt 4 lw 2 title "native"
set title "appel appel2" font note offset 0,-0.6
set xrange [5463.08:51105.3]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.93 µs" 7930.05, "16.7 µs" 16709, "35.2 µs" 35206.9)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 14 using 1:2 with lines lt 4 lw 2 title "native"
unset multiplot
}
set output
