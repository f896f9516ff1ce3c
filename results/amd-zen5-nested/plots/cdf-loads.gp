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
if (kind eq "svg") { set terminal svg size 1000,880 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,880 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,8.80in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "cdf-loads.".kind }
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
if (text) { set multiplot layout 11,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "walk load_4k bytes=16M" font note offset 0,-0.6
set xrange [5.90521:19.5254]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.21 ns" 7.20769, "10.7 ns" 10.7379, "16.0 ns" 15.997)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "walk load_2m bytes=16M" font note offset 0,-0.6
set xrange [5.9714:19.6888]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.29 ns" 7.28506, "10.8 ns" 10.8429, "16.1 ns" 16.1384)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk bytes=16M" font note offset 0,-0.6
set xrange [0.00952381:9.84959]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.03 ns" 0.0302862, "0.31 ns" 0.306277, "3.10 ns" 3.0973)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 6 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk load_4k bytes=64M" font note offset 0,-0.6
set xrange [30.1864:211.947]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("41.8 ns" 41.7715, "80.0 ns" 79.987, "153 ns" 153.165)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 8 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 9 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=64M" font note offset 0,-0.6
set xrange [30.2642:210.717]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("41.8 ns" 41.8207, "79.9 ns" 79.8573, "152 ns" 152.489)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 11 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk bytes=64M" font note offset 0,-0.6
set xrange [0.00952381:26.3942]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0356939, "0.50 ns" 0.501371, "7.04 ns" 7.04248)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 13 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk load_4k bytes=128M" font note offset 0,-0.6
set xrange [33.6584:223.821]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("46.2 ns" 46.156, "86.8 ns" 86.7955, "163 ns" 163.217)
plot data index 14 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 15 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 16 using 1:2 with lines lt 4 lw 2 title "native"
set title "walk load_2m bytes=128M" font note offset 0,-0.6
set xrange [33.6557:218.811]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("46.0 ns" 45.9791, "85.8 ns" 85.815, "160 ns" 160.165)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "walk bytes=128M" font note offset 0,-0.6
set xrange [0.00952381:24.9994]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("0.04 ns" 0.0353723, "0.49 ns" 0.487944, "6.73 ns" 6.73094)
plot data index 19 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 20 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "gups update" font note offset 0,-0.6
set xrange [6.83262:12.8048]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("7.59 ns" 7.58668, "9.35 ns" 9.35363, "11.5 ns" 11.5321)
plot data index 21 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 22 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 23 using 1:2 with lines lt 4 lw 2 title "native"
set title "gups update page=2M" font note offset 0,-0.6
set xrange [6.82801:12.9126]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("7.59 ns" 7.59301, "9.39 ns" 9.38973, "11.6 ns" 11.6116)
plot data index 24 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 25 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
