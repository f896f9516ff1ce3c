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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 8,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "ptemod rewrite" font note offset 0,-0.6
set xrange [14636.9:41662.6]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("17.4 µs" 17424.7, "24.7 µs" 24694.3, "35.0 µs" 34997)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptemod noaccess" font note offset 0,-0.6
set xrange [2215.85:19143.2]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.17 µs" 3174.09, "6.51 µs" 6512.95, "13.4 µs" 13364)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod perm" font note offset 0,-0.6
set xrange [5278.26:19636.8]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("6.57 µs" 6570.34, "10.2 µs" 10180.8, "15.8 µs" 15775.2)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod nonleaf" font note offset 0,-0.6
set xrange [37341.4:116545]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("45.1 µs" 45141.3, "66.0 µs" 65969.2, "96.4 µs" 96407)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod untracked" font note offset 0,-0.6
set xrange [2406.75:5004.38]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.72 µs" 2719.05, "3.47 µs" 3470.49, "4.43 µs" 4429.59)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod store" font note offset 0,-0.6
set xrange [2695.25:5660.46]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.05 µs" 3050.05, "3.91 µs" 3905.94, "5.00 µs" 5001.99)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod burst" font note offset 0,-0.6
set xrange [172.025:400.727]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("198 ns" 198.062, "263 ns" 262.555, "348 ns" 348.048)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod batch" font note offset 0,-0.6
set xrange [3925.11:12288.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.75 µs" 4747.47, "6.95 µs" 6945.15, "10.2 µs" 10160.2)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
