# Run with: gnuplot cdf-memory-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' cdf-memory-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "cdf-memory-2.dat"
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
if (!text) { set output "cdf-memory-2.".kind }
if (text) { set title "How the times are distributed: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "How the times are distributed: Guest-physical memory" at screen 0.015, screen 0.9750 left font large
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9511 left font note tc rgb "#666666"
  set tmargin at screen 0.9273
  set key at screen 0.015, screen 0.9364 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9250 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9250 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9511 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 10,1 } else { set multiplot layout 4,3 margins 0.055,0.985,0.0409,0.8818 spacing 0.025,0.0705 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "balloon discard" font note offset 0,-0.6
set xrange [255.808:1779.24]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("353 ns" 353.428, "675 ns" 674.644, "1.29 µs" 1287.8)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "balloon refill" font note offset 0,-0.6
set xrange [14296:25878.4]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("15.8 µs" 15782.2, "19.2 µs" 19234.3, "23.4 µs" 23441.4)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "balloon again" font note offset 0,-0.6
set xrange [9.45757:100.912]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("14.0 ns" 14.0327, "30.9 ns" 30.8931, "68.0 ns" 68.0117)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 5 using 1:2 with lines lt 4 lw 2 title "native"
set title "dirtylog enable page=4K" font note offset 0,-0.6
set xrange [192.457:589.845]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("232 ns" 231.953, "337 ns" 336.927, "489 ns" 489.407)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog first page=4K" font note offset 0,-0.6
set xrange [16439.3:27886.1]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("18.0 µs" 17952.9, "21.4 µs" 21410.9, "25.5 µs" 25535.1)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog again page=4K" font note offset 0,-0.6
set xrange [8.52612:67.8994]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("12.0 ns" 12.0486, "24.1 ns" 24.0607, "48.0 ns" 48.0486)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog get page=4K" font note offset 0,-0.6
set xrange [6.69983:54.4679]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("9.50 ns" 9.50043, "19.1 ns" 19.103, "38.4 ns" 38.4115)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog clear page=4K" font note offset 0,-0.6
set xrange [192.795:571.159]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("231 ns" 231.05, "332 ns" 331.838, "477 ns" 476.592)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog rewrite page=4K" font note offset 0,-0.6
set xrange [16405.5:28453.5]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("18.0 µs" 17982.4, "21.6 µs" 21605.4, "26.0 µs" 25958.4)
plot data index 11 using 1:2 with lines lt 1 lw 2 title "spt"
set title "dirtylog disable page=4K" font note offset 0,-0.6
set xrange [6.90013:49.6275]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("9.59 ns" 9.58668, "18.5 ns" 18.505, "35.7 ns" 35.72)
plot data index 12 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
