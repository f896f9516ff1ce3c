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
  set label 902 "AMD EPYC, Linux 6.18.44-fc-v782, hypervisor bhyve bhyve" at screen 0.015, screen 0.9377 left font note tc rgb "#666666"
  set tmargin at screen 0.9072
  set key at screen 0.015, screen 0.9188 left top horizontal Left reverse samplen 2
}
if (!text) { set label "━ spt" at screen 0.0200, screen 0.9043 left tc lt 1 }
if (!text) { set label "━ native" at screen 0.0840, screen 0.9043 left tc lt 4 }
if (!text) { set label "across: time per operation, logarithmic; up: share of the samples" at screen 0.985, screen 0.9377 right font note tc rgb "#666666"; unset key }
if (text) { set multiplot layout 9,1 } else { set multiplot layout 3,3 margins 0.055,0.985,0.0522,0.8493 spacing 0.025,0.0899 }
set logscale x 10
unset mxtics
set yrange [0:100]
set ytics 0, 25, 100
set border 3
set grid xtics ytics
set title "ptecold leaf" font note offset 0,-0.6
set xrange [2008.6:5837.46]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.40 µs" 2399.47, "3.42 µs" 3424.2, "4.89 µs" 4886.55)
plot data index 0 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 1 using 1:2 with lines lt 4 lw 2 title "native"
unset label
set title "ptecold perm" font note offset 0,-0.6
set xrange [1180.55:5286.45]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("1.52 µs" 1515.64, "2.50 µs" 2498.18, "4.12 µs" 4117.66)
plot data index 2 using 1:2 with lines lt 1 lw 2 title "spt", \
  data index 3 using 1:2 with lines lt 4 lw 2 title "native"
set title "ptecold nonleaf" font note offset 0,-0.6
set xrange [2495.88:4795.01]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.78 µs" 2782.82, "3.46 µs" 3459.45, "4.30 µs" 4300.59)
plot data index 4 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptecold unseen" font note offset 0,-0.6
set xrange [2512.87:5171.69]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.83 µs" 2834.09, "3.60 µs" 3604.97, "4.59 µs" 4585.52)
plot data index 5 using 1:2 with lines lt 1 lw 2 title "spt"
set title "ptecold unseen_pde" font note offset 0,-0.6
set xrange [2522.25:5161.9]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.84 µs" 2842.01, "3.61 µs" 3608.27, "4.58 µs" 4581.13)
plot data index 6 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg unmapped" font note offset 0,-0.6
set xrange [2435.12:5094.96]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("2.75 µs" 2753.95, "3.52 µs" 3522.33, "4.51 µs" 4505.09)
plot data index 7 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg mapped" font note offset 0,-0.6
set xrange [2448.61:4925.3]
set format y text || 0 == 0 ? "%g%%" : ""
set xtics ("2.75 µs" 2751.09, "3.47 µs" 3472.77, "4.38 µs" 4383.77)
plot data index 8 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg touched" font note offset 0,-0.6
set xrange [2491.4:5397.53]
set format y text || 1 == 0 ? "%g%%" : ""
set xtics ("2.83 µs" 2834.02, "3.67 µs" 3667.07, "4.75 µs" 4745)
plot data index 9 using 1:2 with lines lt 1 lw 2 title "spt"
set title "invlpg burst" font note offset 0,-0.6
set xrange [84.2267:173.711]
set format y text || 2 == 0 ? "%g%%" : ""
set xtics ("95.0 ns" 95.0268, "121 ns" 120.959, "154 ns" 153.968)
plot data index 10 using 1:2 with lines lt 1 lw 2 title "spt"
unset multiplot
}
set output
