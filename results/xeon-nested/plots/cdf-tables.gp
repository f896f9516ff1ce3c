# Run with: gnuplot cdf-tables.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables.dat"
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
if (!text) { set output "cdf-tables.".kind }
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
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "ptemod rewrite" font note offset 0,-0.6
set xrange [3553.56:62965.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("5.74 µs" 5737.68, "15.0 µs" 14958.3, "39.0 µs" 38996.8)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 2 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptemod noaccess" font note offset 0,-0.6
set xrange [941.631:206196]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.31 µs" 2311.78, "13.9 µs" 13934.1, "84.0 µs" 83987.2)
plot data index 3 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 4 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod perm" font note offset 0,-0.6
set xrange [1682.35:136958]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.50 µs" 3502.37, "15.2 µs" 15179.3, "65.8 µs" 65787.2)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 7 using 1:2 with lines lt 3 lw 2 title "kvm-spt", \
  data index 8 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod nonleaf" font note offset 0,-0.6
set xrange [9777.74:177329]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("15.8 µs" 15848.8, "41.6 µs" 41639.8, "109 µs" 109401)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 10 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod untracked" font note offset 0,-0.6
set xrange [1312.52:30455.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.22 µs" 2216.67, "6.32 µs" 6322.49, "18.0 µs" 18033.4)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 12 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod store" font note offset 0,-0.6
set xrange [1555.03:57031.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.83 µs" 2834.44, "9.42 µs" 9417.29, "31.3 µs" 31288.5)
plot data index 13 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 14 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod burst" font note offset 0,-0.6
set xrange [190.506:17721.5]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("406 ns" 405.515, "1.84 µs" 1837.4, "8.33 µs" 8325.35)
plot data index 15 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 16 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
set title "ptemod batch" font note offset 0,-0.6
set xrange [263.665:14651.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("515 ns" 515.059, "1.97 µs" 1965.47, "7.50 µs" 7500.25)
plot data index 17 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 18 using 1:2 with lines lt 3 lw 2 title "kvm-spt"
unset multiplot
}
set output
