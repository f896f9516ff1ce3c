# Run with: gnuplot cdf-tables.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-tables.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-tables.dat"
load "style.gp"
do for [kind in kinds] {
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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve " at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
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
set xrange [15238.8:50203.7]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("18.6 µs" 18588.7, "27.7 µs" 27659.4, "41.2 µs" 41156.5)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptemod noaccess" font note offset 0,-0.6
set xrange [2231.32:20554.6]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("3.23 µs" 3230.62, "6.77 µs" 6772.29, "14.2 µs" 14196.6)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod perm" font note offset 0,-0.6
set xrange [5478.37:24886]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("7.05 µs" 7050.21, "11.7 µs" 11676.2, "19.3 µs" 19337.7)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptemod nonleaf" font note offset 0,-0.6
set xrange [38383.7:155567]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("48.5 µs" 48466.6, "77.3 µs" 77273.7, "123 µs" 123203)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod untracked" font note offset 0,-0.6
set xrange [2390.71:5257.8]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.73 µs" 2726.3, "3.55 µs" 3545.4, "4.61 µs" 4610.61)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod store" font note offset 0,-0.6
set xrange [2753.74:5408.66]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("3.08 µs" 3081.65, "3.86 µs" 3859.28, "4.83 µs" 4833.13)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod burst" font note offset 0,-0.6
set xrange [177.15:393.452]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("202 ns" 202.348, "264 ns" 264.007, "344 ns" 344.455)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptemod batch" font note offset 0,-0.6
set xrange [4049.91:12751.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("4.90 µs" 4903.01, "7.19 µs" 7186.16, "10.5 µs" 10532.5)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
