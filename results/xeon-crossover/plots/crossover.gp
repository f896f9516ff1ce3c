# Run with: gnuplot crossover.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' crossover.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "crossover.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,640 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,640 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,6.40in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "crossover.".kind }
if (text) { set title "kvm-spt against spt: which is faster"; set key outside top center horizontal }
if (!text) {
  set label 901 "kvm-spt against spt: which is faster" at screen 0.015, screen 0.9656 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9328 left font note tc rgb "#666666"
  set tmargin at screen 0.9000
  set key at screen 0.015, screen 0.9125 left top horizontal Left reverse samplen 2
}
set xlabel "working set"
set ylabel "page-table edits for each 1000 TLB misses"
set cblabel offset 1.5,0 "time in kvm-spt relative to spt"
set palette defined (-1 "#0072B2", -0.5 "#7fb8d8", 0 "#ffffff", 0.5 "#eaae7f", 1 "#D55E00")
set cbrange [-2.440:2.440]
set xrange [-0.5:2.5]
set yrange [-1.9521:3.3000]
unset grid
set border 3
set rmargin 14
set xtics ("32M" 0, "64M" 1, "256M" 2)
set ytics ("0" -1.6021, "0.1" -1, "1" 0, "10" 1, "100" 2, "1000" 3)
set cbtics ("1" 0, "2" 1, "1/2" -1, "4" 2, "1/4" -2)
if (text) {
unset colorbox
plot data index 0 using 1:2:6 with labels notitle
} else {
plot data index 0 using 1:2:($1-0.5):($1+0.5):3:4:5 with boxxyerror fs solid 1 border lc rgb "#dddddd" lc palette notitle, \
  data index 0 using ($1-0.3):2:6 with labels font small notitle
}
}
set output
